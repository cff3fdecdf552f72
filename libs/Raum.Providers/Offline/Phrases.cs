namespace Raum.Providers.Offline;

/// <summary>The words of one language. Arrays that belong to a topic are in the order of <see cref="Topic"/>.</summary>
internal sealed record Phrases
{
    /// <summary>BCP 47 tag of the language.</summary>
    public required string Tag { get; init; }

    /// <summary>Frequent small words that tell the language from the others.</summary>
    public required string Frequent { get; init; }

    /// <summary>Beginnings of words, separated by spaces, that announce each topic; <see cref="Topic.Other"/> has none.</summary>
    public required string[] Announcing { get; init; }

    /// <summary>With the customer's placeholder for <c>{0}</c>.</summary>
    public required string Hello { get; init; }

    public required string HelloNobody { get; init; }

    public required string Thanks { get; init; }

    /// <summary>What happens next, for each topic.</summary>
    public required string[] Next { get; init; }

    /// <summary>What has been done, for each topic, when the ticket is solved.</summary>
    public required string[] Done { get; init; }

    /// <summary>With a placeholder of an order or customer number for <c>{0}</c>.</summary>
    public required string Number { get; init; }

    /// <summary>With the placeholder of a card or account for <c>{0}</c>.</summary>
    public required string PaidBack { get; init; }

    /// <summary>With the placeholder of an e-mail or phone number for <c>{0}</c>.</summary>
    public required string Reach { get; init; }

    /// <summary>With the placeholder of an address for <c>{0}</c>.</summary>
    public required string Address { get; init; }

    public required string Closing { get; init; }

    /// <summary>The customer's request in the words of an agent, for each topic.</summary>
    public required string[] Request { get; init; }

    public required string SummaryTitle { get; init; }

    public required string Customer { get; init; }

    public required string Details { get; init; }

    public required string InTheirWords { get; init; }

    public required string GistNote { get; init; }
}
