// Writes the set that measures records as programs and forms write them: tables, JSON, XML, SQL, query strings, log lines, lists of labels, in eight languages.
//   npm install && node records.mjs SEED > ../../bench/quality/records.jsonl
// Deterministic for the pinned version of @faker-js/faker. Nobody in it exists. Postcodes, cities and countries are neither missed nor too much.
import { begin, locales, person, pick, random } from "./made-people.mjs";

const types = { first: "NAME", last: "NAME", name: "NAME", email: "EMAIL", phone: "PHONE", street: "ADDRESS", dob: "DOB", iban: "IBAN", ip: "IP", user: "USERNAME" };
const ignored = new Set(["zip", "city", "country"]);

// What columns and fields are called.
const labels = {
  us: {first:['first_name','First name','firstname','firstName','given_name'],last:['last_name','Last name','surname','lastName'],name:['name','Full name','customer','customer_name','Contact','contact_person'],email:['email','Email','e-mail','email_address','mail'],phone:['phone','Phone','tel','mobile','phone_number'],street:['street','Street','address','address1','Address'],zip:['zip','ZIP','postcode','postal_code'],city:['city','City','town'],dob:['dob','date_of_birth','birthdate','Birthday'],iban:['iban','IBAN'],ip:['ip','ip_address','IP'],user:['username','login','user'],order:['order','order_id','Order no'],sku:['sku','SKU','item'],price:['price','total','amount'],status:['status','state'],date:['date','created_at','order_date'],product:['product','item_name','Product'],qty:['qty','quantity'],country:['country','Country']},
  fr:{first:['prénom','Prénom','prenom'],last:['nom','Nom','nom de famille'],name:['nom complet','Client','client','Nom et prénom','contact'],email:['email','courriel','E-mail','mail'],phone:['téléphone','Téléphone','tel','Tél','mobile'],street:['adresse','rue','Adresse'],zip:['code postal','CP','code_postal'],city:['ville','Ville'],dob:['date de naissance','Date de naissance','né(e) le','naissance'],iban:['IBAN','iban'],ip:['IP','adresse IP'],user:['identifiant','login'],order:['commande','n° commande'],sku:['référence','réf'],price:['prix','montant','total'],status:['statut','état'],date:['date','date commande'],product:['produit','article'],qty:['quantité','qté'],country:['pays']},
  de:{first:['Vorname','vorname'],last:['Nachname','nachname','Familienname','Name'],name:['Kunde','Name','Ansprechpartner','Kundenname','name'],email:['E-Mail','email','Mail','E-Mail-Adresse'],phone:['Telefon','telefon','Tel','Handy','Telefonnummer'],street:['Straße','Strasse','Anschrift','Adresse'],zip:['PLZ','plz','Postleitzahl'],city:['Ort','Stadt','ort'],dob:['Geburtsdatum','geb.','Geb.-Datum'],iban:['IBAN','Kontonummer (IBAN)'],ip:['IP','IP-Adresse'],user:['Benutzername','Login','Benutzer'],order:['Bestellung','Bestellnr','Auftragsnummer'],sku:['Artikelnr','Art.-Nr.'],price:['Preis','Betrag'],status:['Status'],date:['Datum','Bestelldatum'],product:['Artikel','Produkt'],qty:['Menge','Anzahl'],country:['Land']},
  es:{first:['nombre','Nombre'],last:['apellidos','Apellidos','apellido'],name:['cliente','Nombre completo','Cliente','nombre y apellidos'],email:['correo','email','Correo electrónico'],phone:['teléfono','Teléfono','móvil','tel'],street:['dirección','Dirección','calle','domicilio'],zip:['código postal','CP','cp'],city:['ciudad','localidad','población'],dob:['fecha de nacimiento','F. nacimiento','nacimiento'],iban:['IBAN'],ip:['IP'],user:['usuario','Usuario'],order:['pedido','nº pedido'],sku:['referencia','ref'],price:['precio','importe'],status:['estado'],date:['fecha'],product:['producto','artículo'],qty:['cantidad'],country:['país']},
  pt:{first:['nome','Nome'],last:['sobrenome','Sobrenome','apelido'],name:['cliente','Nome completo','Cliente','nome_completo'],email:['email','e-mail','E-mail'],phone:['telefone','Telefone','celular','telemóvel'],street:['endereço','Endereço','morada','logradouro'],zip:['CEP','cep','código postal'],city:['cidade','Cidade'],dob:['data de nascimento','nascimento','dt_nascimento'],iban:['IBAN'],ip:['IP'],user:['usuário','login'],order:['pedido'],sku:['referência','sku'],price:['preço','valor'],status:['status','estado'],date:['data'],product:['produto'],qty:['quantidade','qtd'],country:['país']},
  it:{first:['nome','Nome'],last:['cognome','Cognome'],name:['cliente','Nominativo','Cliente','nome e cognome'],email:['email','e-mail','Email'],phone:['telefono','Telefono','cellulare','tel'],street:['indirizzo','Indirizzo','via'],zip:['CAP','cap'],city:['città','Città','comune'],dob:['data di nascita','Data nascita','nato il'],iban:['IBAN'],ip:['IP'],user:['utente','username'],order:['ordine','n. ordine'],sku:['codice articolo','sku'],price:['prezzo','importo'],status:['stato'],date:['data'],product:['prodotto','articolo'],qty:['quantità','q.tà'],country:['paese']},
  nl:{first:['voornaam','Voornaam'],last:['achternaam','Achternaam'],name:['klant','Naam','naam','Klantnaam','contactpersoon'],email:['e-mail','email','E-mailadres'],phone:['telefoon','Telefoon','tel','mobiel','telefoonnummer'],street:['adres','straat','Adres'],zip:['postcode','Postcode'],city:['plaats','woonplaats','stad'],dob:['geboortedatum','Geboortedatum','geb.datum'],iban:['IBAN','rekeningnummer'],ip:['IP','IP-adres'],user:['gebruikersnaam','gebruiker'],order:['bestelling','ordernummer'],sku:['artikelnr'],price:['prijs','bedrag'],status:['status'],date:['datum'],product:['product','artikel'],qty:['aantal'],country:['land']}
};
labels.gb = labels.us;
const key = (label) => label.replace(/[^\p{L}]/gu, "_");
const camel = (label) => label.replace(/[^\p{L}]+(.)/gu, (_, c) => c.toUpperCase()).replace(/[^\p{L}]/gu, "");
const pascal = (label) => camel(label)[0].toUpperCase() + camel(label).slice(1);
const sql = (value) => `'${value.replaceAll("'", "''")}'`;

// h: labels, r: rows of values.
const notations = {
  csv:(h,r,e)=>{const q=v=>/[",\n]/.test(v)?`"${v.replace(/"/g,'""')}"`:v;return [h,...r].map(x=>x.map(q).join(',')).join('\n')},
  csvWithSpaces: (h, r) => {const q=v=>/[",\n]/.test(v)?`"${v}"`:v;return [h,...r].map(x=>x.map(q).join(', ')).join('\n')},
  csvQuoted: (h, r) => [h,...r].map(x=>x.map(v=>`"${v}"`).join(',')).join('\n'),
  semicolons: (h, r) => [h,...r].map(x=>x.join(';')).join('\n'),
  tabs: (h, r) => [h,...r].map(x=>x.join('\t')).join('\n'),
  markdownTable: (h, r) => '| '+h.join(' | ')+' |\n|'+h.map(()=>'---').join('|')+'|\n'+r.map(x=>'| '+x.join(' | ')+' |').join('\n'),
  bars: (h, r) => [h,...r].map(x=>x.join(' | ')).join('\n'),
  fixedWidth: (h, r) => {const w=h.map((_,i)=>Math.max(h[i].length,...r.map(x=>x[i].length))+2);return [h,...r].map(x=>x.map((v,i)=>v.padEnd(w[i])).join('').trimEnd()).join('\n')},
  psql: (h, r) => {const w=h.map((_,i)=>Math.max(h[i].length,...r.map(x=>x[i].length)));const l=x=>' '+x.map((v,i)=>v.padEnd(w[i])).join(' | ');return l(h)+'\n-'+w.map(n=>'-'.repeat(n)).join('-+-')+'-\n'+r.map(l).join('\n')},
  mysql: (h, r) => {const w=h.map((_,i)=>Math.max(h[i].length,...r.map(x=>x[i].length)));const s='+'+w.map(n=>'-'.repeat(n+2)).join('+')+'+';const l=x=>'| '+x.map((v,i)=>v.padEnd(w[i])).join(' | ')+' |';return [s,l(h),s,...r.map(l),s].join('\n')},
  json: (h, r) => JSON.stringify(r.map(x=>Object.fromEntries(x.map((v,i)=>[h[i],v]))),null,2),
  jsonl: (h, r) => r.map(x=>JSON.stringify(Object.fromEntries(x.map((v,i)=>[h[i],v])))).join('\n'),
  python: (h, r) => r.map(x=>'{'+x.map((v,i)=>`'${h[i]}': '${v}'`).join(', ')+'}').join('\n'),
  yaml: (h, r) => r.map(x=>x.map((v,i)=>(i?'  ':'- ')+`${h[i]}: ${v}`).join('\n')).join('\n'),
  lines: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}: ${v}`).join('\n')).join('\n\n'),
  dashedLines: (h, r) => r.map(x=>x.map((v,i)=>`- ${h[i]}: ${v}`).join('\n')).join('\n\n'),
  leaders: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]} ..... ${v}`).join('\n')).join('\n\n'),
  oneLine: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}: ${v}`).join(', ')).join('\n'),
  valueBelowColon: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}:\n${v}`).join('\n')).join('\n\n'),
  valueBelow: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}\n${v}`).join('\n')).join('\n\n'),
  properties: (h, r) => r.map(x=>x.map((v,i)=>`${h[i].replace(/ /g,'_')}=${v}`).join('\n')).join('\n\n'),
  logfmt: (h, r) => r.map(x=>x.map((v,i)=>`${h[i].replace(/ /g,'_')}=${/[\s,]/.test(v)?`"${v}"`:v}`).join(' ')).join('\n'),
  form: (h, r) => r.map(x=>x.map((v,i)=>`${encodeURIComponent(h[i])}=${encodeURIComponent(v).replace(/%20/g,'+')}`).join('&')).join('\n'),
  xml: (h, r) => '<rows>\n'+r.map(x=>' <row>'+x.map((v,i)=>`<${key(h[i])}>${v}</${key(h[i])}>`).join('')+'</row>').join('\n')+'\n</rows>',
  xmlAttributes: (h, r) => r.map(x=>'<customer '+x.map((v,i)=>`${key(h[i])}="${v}"`).join(' ')+'/>').join('\n'),
  inserts: (h, r) => r.map(x=>`INSERT INTO customers (${h.map(key).join(', ')}) VALUES (${x.map(v=>sql(v)).join(', ')});`).join('\n'),
  insertMany: (h, r) => `INSERT INTO users (${h.map(key).join(', ')}) VALUES\n`+r.map(x=>`(${x.map(v=>sql(v)).join(', ')})`).join(',\n')+';',
  printR: (h, r) => r.map(x=>'Array\n(\n'+x.map((v,i)=>`    [${h[i]}] => ${v}`).join('\n')+'\n)').join('\n'),
  ruby: (h, r) => r.map(x=>'{'+x.map((v,i)=>`:${key(h[i])}=>"${v}"`).join(', ')+'}').join('\n'),
  mysqlVertical: (h, r) => r.map((x,n)=>`*************************** ${n+1}. row ***************************\n`+x.map((v,i)=>`${h[i].padStart(16)}: ${v}`).join('\n')).join('\n'),
  noHead: (h, r) => r.map(x=>x.join(',')).join('\n'),
  noHeadSemicolons: (h, r) => r.map(x=>x.join(';')).join('\n'),
  java: (h, r) => r.map(x=>'User{'+x.map((v,i)=>`${camel(h[i])}='${v}'`).join(', ')+'}').join('\n'),
  kotlin: (h, r) => r.map(x=>'Customer('+x.map((v,i)=>`${camel(h[i])}=${v}`).join(', ')+')').join('\n'),
  csharp: (h, r) => r.map(x=>'Customer { '+x.map((v,i)=>`${pascal(h[i])} = ${v}`).join(', ')+' }').join('\n'),
  proto: (h, r) => r.map(x=>'customer {\n'+x.map((v,i)=>`  ${key(h[i])}: "${v}"`).join('\n')+'\n}').join('\n'),
  js: (h, r) => r.map(x=>'{ '+x.map((v,i)=>`${camel(h[i])}: '${v.replace(/'/g,"\\'")}'`).join(', ')+' }').join(',\n'),
  bold: (h, r) => r.map(x=>x.map((v,i)=>`**${h[i]}:** ${v}`).join('\n')).join('\n\n'),
  boldList: (h, r) => r.map(x=>x.map((v,i)=>`- **${h[i]}**: ${v}`).join('\n')).join('\n\n'),
  slack: (h, r) => r.map(x=>x.map((v,i)=>`*${h[i]}*: ${v}`).join('\n')).join('\n\n'),
  dashes: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]} - ${v}`).join('\n')).join('\n\n'),
  bullets: (h, r) => r.map(x=>x.map((v,i)=>`• ${h[i]} – ${v}`).join('\n')).join('\n\n'),
  arrows: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]} → ${v}`).join('\n')).join('\n\n'),
  spaceBeforeColon: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]} : ${v}`).join('\n')).join('\n\n'),
  tightColon: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}:${v}`).join('\n')).join('\n\n'),
  slashes: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}: ${v}`).join(' / ')).join('\n'),
  semicolonFields: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}: ${v}`).join('; ')).join('\n'),
  barFields: (h, r) => r.map(x=>x.map((v,i)=>`${h[i]}: ${v}`).join(' | ')).join('\n'),
  jira: (h, r) => r.map(x=>x.map((v,i)=>`||${h[i]}|${v}|`).join('\n')).join('\n\n'),
  jiraTable: (h, r) => '||'+h.join('||')+'||\n'+r.map(x=>'|'+x.join('|')+'|').join('\n'),
  htmlRows: (h, r) => r.map(x=>'<table>'+x.map((v,i)=>`<tr><th>${h[i]}</th><td>${v}</td></tr>`).join('')+'</table>').join('\n'),
  htmlTable: (h, r) => '<table>\n<tr>'+h.map(x=>`<th>${x}</th>`).join('')+'</tr>\n'+r.map(x=>'<tr>'+x.map(v=>`<td>${v}</td>`).join('')+'</tr>').join('\n')+'\n</table>',
  htmlClasses: (h, r) => '<table class="t">\n<tr>'+h.map(x=>`<th scope="col">${x}</th>`).join('')+'</tr>\n'+r.map(x=>'<tr class="r">'+x.map(v=>`<td class="c">${v}</td>`).join('')+'</tr>').join('\n')+'\n</table>',
  htmlList: (h, r) => r.map(x=>'<ul>'+x.map((v,i)=>`<li><b>${h[i]}:</b> ${v}</li>`).join('')+'</ul>').join('\n'),
  htmlDefinitions: (h, r) => r.map(x=>'<dl>'+x.map((v,i)=>`<dt>${h[i]}</dt><dd>${v}</dd>`).join('')+'</dl>').join('\n'),
  htmlInputs: (h, r) => r.map(x=>x.map((v,i)=>`<input name="${key(h[i])}" value="${v}">`).join('\n')).join('\n\n'),
  nested: (h, r) => JSON.stringify({event:'order.created',id:'evt_1',data:{customers:r.map(x=>({type:'person',attributes:Object.fromEntries(x.map((v,i)=>[h[i],v]))}))}}),
  jsonInJson: (h, r) => JSON.stringify({level:'error',message:'validation failed: '+JSON.stringify(r.map(x=>Object.fromEntries(x.map((v,i)=>[h[i],v]))))}),
  twoColumns: (h, r) => r.map(x=>{const w=Math.max(...h.map(s=>s.length))+3;return x.map((v,i)=>h[i].padEnd(w)+v).join('\n')}).join('\n\n'),
  twoTabs: (h, r) => r.map(x=>x.map((v,i)=>h[i]+'\t'+v).join('\n')).join('\n\n'),
  transposed: (h, r) => h.map((k,i)=>[k,...r.map(x=>x[i])].join('\t')).join('\n'),
  comment: (h, r) => r.map(x=>'# '+x.map((v,i)=>`${h[i]}=${v}`).join('; ')).join('\n'),
  labelBehind: (h, r) => r.map(x=>x.map((v,i)=>`${v} (${h[i]})`).join(', ')).join('\n'),
  update: (h, r) => r.map(x=>`UPDATE customers SET ${x.map((v,i)=>`${key(h[i])} = ${sql(v)}`).join(', ')} WHERE id = 17;`).join('\n'),
  goMap: (h, r) => r.map(x=>'map['+x.map((v,i)=>`${camel(h[i])}:${v}`).join(' ')+']').join('\n'),
  goStruct: (h, r) => r.map(x=>'{'+x.map((v,i)=>`${pascal(h[i])}:${v}`).join(' ')+'}').join('\n'),
};

function columns() {
  const chosen = random() < 0.45 ? ["first", "last"] : ["name"];
  for (const column of ["email", "phone", "street", "country", "dob", "iban", "ip", "user"]) {
    if (random() < (column === "email" ? 0.7 : 0.3)) chosen.push(...(column === "street" && random() < 0.8 ? ["street", "zip", "city"] : [column]));
  }
  const others = ["order", "sku", "price", "status", "date", "product", "qty"].filter(() => random() < 0.3);
  return random() < 0.5 ? [...others, ...chosen] : [...chosen, ...others];
}

/** Where a value stands in the text, as this notation writes it. */
function find(text, value, from) {
  const written = [value, value.replaceAll("'", "''"), value.replaceAll("'", "\\'"), value.replaceAll('"', '""'), encodeURIComponent(value).replaceAll("%20", "+")];
  const isWhole = (at, length) => !/[\p{L}\p{N}]{2}/u.test(text.slice(at - 1, at + 1)) && !/[\p{L}\p{N}]{2}/u.test(text.slice(at + length - 1, at + length + 1));
  let best = null;
  for (const form of new Set(written)) {
    let at = text.indexOf(form, from);
    while (at >= 0 && !isWhole(at, form.length)) at = text.indexOf(form, at + 1);
    if (at >= 0 && (best === null || at < best.start)) best = { start: at, end: at + form.length };
  }
  return best;
}

let number = 0;
for (const locale of Object.keys(locales)) {
  for (const [notation, write] of Object.entries(notations)) {
    begin(locale, number++);
    const chosen = columns();
    const people = Array.from({ length: pick([1, 2, 3, 5]) }, () => person(locale));
    const rows = people.map((one) => chosen.map((column) => one[column]));
    const text = write(chosen.map((column) => pick(labels[locale][column])), rows) + "\n";
    const [spans, ignore] = [[], []];
    // Transposed tables go through the columns, all others through the rows.
    const cells = rows.flatMap((row) => row.map((value, i) => ({ value, column: chosen[i] })));
    const inOrder = notation === "transposed" ? chosen.flatMap((column) => people.map((one) => ({ value: one[column], column }))) : cells;
    let at = 0;
    for (const { value, column } of inOrder) {
      const place = find(text, value, at);
      if (place === null) throw new Error(`${notation} does not hold ${column}`);
      at = place.end;
      if (types[column]) spans.push({ ...place, type: types[column] });
      else if (ignored.has(column)) ignore.push({ ...place, type: "PLACE" });
    }
    const points = (offset) => [...text.slice(0, offset)].length;
    const inPoints = (place) => ({ ...place, start: points(place.start), end: points(place.end) });
    const lang = { us: "en", gb: "en" }[locale] ?? locale;
    console.log(JSON.stringify({ id: `${locale}-${notation}`, lang, source: "tools/name-data/records.mjs", licence: "CC0", text, spans: spans.map(inPoints), ignore: ignore.map(inPoints) }));
  }
}
