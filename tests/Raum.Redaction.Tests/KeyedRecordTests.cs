namespace Raum.Redaction.Tests;

/// <summary>PII-1: records as programs write them, where no sentence tells what a value is.</summary>
public sealed class KeyedRecordTests
{
    [Theory]
    [InlineData("""{"firstName": "Judge", "lastName": "Swift", "dob": "1991-04-03", "total": "60.37"}""", "Judge|Swift|1991-04-03")]
    [InlineData("{'nombre': 'Tomás', 'apellido': 'Manzanares', 'pedido': '874844'}", "Tomás|Manzanares")]
    [InlineData("{:first_name=>\"Gussie\", :surname=>\"Kreiger\", :qty=>\"2\"}", "Gussie|Kreiger")]
    [InlineData("['prénom' => 'Juste', 'nom' => 'Barre', 'statut' => 'livrée']", "Juste|Barre")]
    [InlineData("Array\n(\n    [first_name] => Merlin\n    [last_name] => Swift\n    [total] => 60.37\n)", "Merlin|Swift")]
    [InlineData("level=info first_name=Evie last_name=Green street=\"135 Oliver View\" amount=107.96", "Evie|Green|135 Oliver View")]
    [InlineData("<customer Vorname=\"Boris\" Nachname=\"Höft\" Geburtsdatum=\"23.01.1974\" Menge=\"5\"/>", "Boris|Höft|23.01.1974")]
    [InlineData("<row><voornaam>Luna</voornaam><achternaam>Mol</achternaam><prijs>18.59</prijs></row>", "Luna|Mol")]
    [InlineData("nome = Laura\ncognome = Viale\ntotale = 18.59", "Laura|Viale")]
    [InlineData(
        "nombre=Antonio&Apellidos=%C3%81lvarez+Rosa&fecha%20de%20nacimiento=29%2F10%2F1986&correo=a.rosa%40correo.example&pedido=874844",
        "Antonio|%C3%81lvarez+Rosa|29%2F10%2F1986|a.rosa%40correo.example"
    )]
    [InlineData("IBAN=GB82+WEST+1234+5698+7654+32&qty=2", "GB82+WEST+1234+5698+7654+32")]
    [InlineData("customer[first_name]=Maya&customer[last_name]=Young&plan=gold", "Maya|Young")]
    [InlineData("name=Trantow%2C+Khalil&phone=2125550187&qty=4", "Trantow%2C+Khalil|2125550187")]
    [InlineData("{\"user\": \"jed_fay16\", \"tel\": \"0110 837 1029\", \"plan\": \"gold\"}", "jed_fay16|0110 837 1029")]
    [InlineData(
        "map[firstname:Isom surname:Abernathy street:4176 Kuhn Divide zip:20586 login:iabernathy amount:186.09]",
        "Isom|Abernathy|4176 Kuhn Divide|20586|iabernathy"
    )]
    [InlineData("user &{FirstName:Vicki LastName:King BirthDate:1984-03-12 Total:25.18} not found", "Vicki|King|1984-03-12")]
    [InlineData("{Order:{Id:4711} LastName:Moore Phone:0171 2345678}", "Moore|0171 2345678")]
    public void Values_are_told_by_their_keys(string text, string values) => Values(text).ShouldBe(values.Split('|'));

    [Theory]
    [InlineData("{\"line1\":\"77 Pine Crest\",\"city\":\"Reno\"}", "77 Pine Crest|Reno")]
    [InlineData("\"address_line_1\": \"Flat 2, The Maltings\",", "Flat 2, The Maltings")]
    [InlineData("\"shippingAddress\": \"12 Oak Ave, Reno\"", "12 Oak Ave, Reno")]
    [InlineData("street=12+Oak+Ave&city=Reno", "12+Oak+Ave|Reno")]
    [InlineData("address1=12%20Oak%20Ave&city=Reno", "12%20Oak%20Ave|Reno")]
    [InlineData("<AddressLine1>77 Pine Crest</AddressLine1>", "77 Pine Crest")]
    [InlineData(
        "{\"street\": \"48281 Hackett Key\", \"state\": \"NV\", \"zip\": \"89501\", \"country\": \"USA\"}",
        "48281 Hackett Key|89501"
    )]
    public void A_street_in_its_field_is_found_with_its_postcode_and_city(string text, string values) =>
        Values(text).ShouldBe(values.Split('|'));

    [Theory]
    [InlineData("{\"street\":\"\",\"zip\":null}")]
    [InlineData("\"email_address\":\"invalid\"")]
    [InlineData("see line1: the value 5 is wrong")]
    [InlineData("the address=https://example.org/a.1")]
    [InlineData("\"address\":\"unknown\"")]
    [InlineData("{\"city\": \"Reno\", \"zip\": \"89501\"}")]
    public void Fields_without_a_street_stay(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("{\"product_name\": \"Garden Chair\", \"sku\": \"GC-17\", \"price\": 49.9}")]
    [InlineData("- item_name: Bluetooth Speaker\n- quantity: 4")]
    [InlineData("<article>Vorwerk Kobold</article>")]
    [InlineData("codice_articolo=SKU-7682\nstato=spedito")]
    [InlineData("c%C3%B3digo%20postal=07479&localidad=Getafe")]
    [InlineData("{\"name\": \"Green Planet\", \"phone\": null, \"plan\": \"gold\"}")]
    [InlineData("{\"first_name\": \"string\", \"last_name\": \"string\", \"dob\": \"date\"}")]
    [InlineData("errors: {\"lastName\": \"Last name is required\", \"phone\": \"Phone is required\"}")]
    [InlineData("{\"firstName\": \"First name\", \"lastName\": \"Last name\"}")]
    [InlineData("{\"tenant\": \"Contoso\", \"contact\": null}")]
    [InlineData("{type:order id:4711 user:admin role:owner}")]
    [InlineData("Opening hours {street:closed city:open} and map[key:value name:]")]
    [InlineData("name=checkout-service phone=null level=warn role=deploy")]
    [InlineData("const name = getName(); const total = sum(name);")]
    [InlineData("<input name=\"first_name\" placeholder=\"First name\" type=\"text\">")]
    [InlineData("if (user == null || name != other) { address => 0x7ffd9e41; }")]
    [InlineData("name = \"main\"\nversion = \"1.4.2\"\nauthors = []")]
    [InlineData("SELECT name AS \"contact\", phone FROM customers WHERE state = 'open'")]
    public void Other_keys_and_other_values_stay(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void A_record_ends_where_its_brackets_do() =>
        Values("{\"customer\": {\"phone\": \"2125550187\"}, \"items\": [{\"name\": \"Toaster\", \"qty\": 2}]}").ShouldBe(["2125550187"]);

    [Theory]
    [InlineData("phone=2125550187", "phone=[REDACTED_PHONE]")]
    [InlineData("mobile=02079460958&x=1", "mobile=[REDACTED_PHONE]&x=1")]
    [InlineData("?tel=%2B442079460958", "?tel=[REDACTED_PHONE]")]
    [InlineData("id=2125550187&phone=2125550188", "id=2125550187&phone=[REDACTED_PHONE]")]
    [InlineData("order=2125550187", "order=2125550187")]
    public void A_phone_in_a_link_is_told_by_its_name(string text, string masked) => Jobs.Masked(text).ShouldBe(masked);

    [Theory]
    [InlineData("given_name\nJarrell\nlastName\nFunk\nStreet\n8 Legros Orchard\nquantity\n1", "Jarrell|Funk|8 Legros Orchard")]
    [InlineData("Prénom:\nFlavie\nNom de famille:\nPetit\nCommande:\n874844", "Flavie|Petit")]
    [InlineData("Usuario\nMaria_Duenas\nTeléfono\n912 216 894\nPrecio\n81.62", "Maria_Duenas|912 216 894")]
    public void A_form_has_labels_above_its_values(string text, string values) => Values(text).ShouldBe(values.Split('|'));

    [Theory]
    [InlineData("Street\nThe parcel never came.\nPhone\nIs broken.")]
    [InlineData("Contact\nOpening hours\nImprint")]
    public void Headings_are_no_labels(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Address: 527 Harber Bypass\nOrder: 4471", "527 Harber Bypass")]
    [InlineData("  calle: Puerta Juana, 9\n  CP: 67098", "Puerta Juana, 9")]
    [InlineData("Straße: In der Felderhütten 35b.", "In der Felderhütten 35b")]
    [InlineData("dirección: Mercado Adela s/n.", "Mercado Adela s/n")]
    public void A_street_behind_its_label_may_be_of_any_kind(string text, string street) => Values(text)[0].ShouldStartWith(street);

    [Theory]
    [InlineData("Address: see the attached form 2")]
    [InlineData("Address: is it 12 or 14?")]
    [InlineData("Street: unknown")]
    public void What_people_say_of_a_street_stays(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("• First name – Madison\n• Last name – Hills\n• Mobile – 07700 900412\n• Total – 60.37", "Madison|Hills|07700 900412")]
    [InlineData("**Nome:** Lara\n**Sobrenome:** Braga\n**E-mail:** lara@correio.example", "Lara|Braga|lara@correio.example")]
    [InlineData("nom - Roux\nprénom - Rodolphe\nadresse - 12 Voie Zadkine\ncommande - 874844", "Roux|Rodolphe|12 Voie Zadkine")]
    [InlineData("Voornaam: Dewi | Achternaam: van de Ven | Aantal: 2", "Dewi|van de Ven")]
    [InlineData("First name → Armani; Last name → Fadel; Street → 20 Schiller Grange; Plan → Gold", "Armani|Fadel|20 Schiller Grange")]
    [InlineData("Email: b@rath.example, Street: 7494 Jamey Landing, plan: Gold", "b@rath.example|7494 Jamey Landing")]
    [InlineData("||firstName|Debra|\n||Last name|Walker|\n||Plan|Gold|", "Debra|Walker")]
    [InlineData("Customer(customer=Rhett Weissnat, phone=2125550187, qty=2)", "Rhett Weissnat|2125550187")]
    [InlineData(
        "Customer { GivenName = Luigi, LastName = Hand, Street = 5790 Pollich Garden, Total = 60.37 }",
        "Luigi|Hand|5790 Pollich Garden"
    )]
    [InlineData("<input name=\"last_name\" value=\"Leclerc\"><input name=\"dob\" value=\"1990-02-03\">", "Leclerc|1990-02-03")]
    [InlineData("[{\"name\": \"surname\", \"value\": \"Hills\"}, {\"name\": \"plan\", \"value\": \"Gold\"}]", "Hills")]
    [InlineData(
        "<table class=\"t\"><tr><th>surname</th><td class=\"c\">Hills</td></tr><tr><th>birthday</th><td class=\"c\">1990-02-03</td></tr></table>",
        "Hills|1990-02-03"
    )]
    [InlineData("Adresse : 12 Weissnat Chase\n31390 Carbonne\nCommande : 874844", "12 Weissnat Chase\n31390 Carbonne")]
    public void Fields_are_read_as_people_and_programs_list_them(string text, string values) => Values(text).ShouldBe(values.Split('|'));

    [Theory]
    [InlineData("<p class=\"MsoNormal\" style=\"margin:0 0 10px;color:#1a2b3c\">Hills</p>", "")]
    [InlineData("<td class=\"Jane Doe\">x</td>", "Jane Doe")]
    [InlineData("<td class=\"4111 1111 1111 1111\">x</td>", "4111 1111 1111 1111")]
    [InlineData("<p style=\"07700 900412\">call</p>", "07700 900412")]
    public void What_a_tag_hides_is_found(string text, string value) => string.Join('|', Values(text)).ShouldBe(value);

    [Theory]
    [InlineData("Contact - see the website\nName - the part that I like most")]
    [InlineData("Client: browser version 14.2 / Phone: iPhone 14")]
    [InlineData("Street: closed; City: Berlin")]
    [InlineData("Address: 2 of 14 failed\nName: batch job")]
    [InlineData("Nom - Prénom - Téléphone")]
    [InlineData("First name, last name - both are needed")]
    public void Lines_that_only_look_so_stay(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Member: Gold\nPhone: 030 5550123")]
    [InlineData("Owner: Facilities\nPhone: 030 5550123\nUser: everyone")]
    [InlineData("Customer: ACME GmbH | Contact: Purchasing | Phone: 030 5550123")]
    [InlineData("Passenger 1: adult\nPassenger 2: child\nPhone: 030 5550123")]
    public void Words_beside_a_phone_are_no_people(string text) => Values(text).ShouldBe(["030 5550123"]);

    private static List<string> Values(string text) => [.. Jobs.With().Mask(text).Spans.Select(span => text[span.Start..span.End])];
}
