using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Core.Http;
using Raum.Redaction;

namespace Raum.Providers.Tests;

/// <summary>Calls and chains as the tests need them.</summary>
internal static class Calls
{
    public static readonly OrganizationId Organization = new(Guid.Parse("018f3b6e-0000-7000-8000-000000000001"));

    public const string Ticket =
        "Hello, I want a refund for order [REDACTED_ID]. Please pay it back to [REDACTED_CC]. [REDACTED_NAME], [REDACTED_EMAIL]";

    public static ProviderCall Of(params ProviderEndpoint[] endpoints) => Of(AiOperation.Generate, Ticket, endpoints);

    public static ProviderCall Of(AiOperation operation, string text, params ProviderEndpoint[] endpoints) =>
        new()
        {
            Organization = Organization,
            Job = new JobId(Guid.Parse("018f3b6e-0000-7000-8000-00000000000a")),
            Operation = operation,
            Endpoints = endpoints.Length == 0 ? [ProviderEndpoint.Offline] : endpoints,
            System = new PersonalText("You answer support tickets. Keep placeholders such as [REDACTED_NAME] as they are."),
            Messages = [new ProviderMessage(MessageRole.User, new PersonalText(text))],
            LeakCheck = new RedactionSession(RedactionOptions.Default, []).LeakCheck,
            MaxOutputTokens = 512,
            UserId = "u_7f3a",
        };

    /// <summary>The check of a session in which this person wrote the ticket.</summary>
    public static LeakCheck LeakCheckOf(string name, string? email = null)
    {
        var session = new RedactionSession(RedactionOptions.Default, [new KnownPerson(PersonRole.Requester, name, email)]);
        session.Mask($"Hello, this is {name}, {email}");
        return session.LeakCheck;
    }

    public static GuardedHttp LoopbackHttp()
    {
        var options = new GuardedHttpOptions();
        options.AllowedNetworks.Add("127.0.0.0/8");
        return new GuardedHttp(options);
    }

    public static ProviderChain Chain(GuardedHttp http, ProviderOptions? options = null, TimeProvider? clock = null)
    {
        var settings = Options.Create(options ?? new ProviderOptions());
        clock ??= TimeProvider.System;
        return new ProviderChain(new ProviderClients(http, clock, settings), clock, settings, NullLogger<ProviderChain>.Instance);
    }

    /// <summary>Reads a stream to its end.</summary>
    public static async Task<(List<string> Pieces, Outcome<ProviderAnswer> End)> ReadAsync(
        this IAsyncEnumerable<ProviderPart> parts,
        CancellationToken cancellationToken
    )
    {
        var pieces = new List<string>();
        Outcome<ProviderAnswer>? end = null;
        await foreach (var part in parts.WithCancellation(cancellationToken))
        {
            if (end is not null)
            {
                throw new InvalidOperationException("A part came after the end.");
            }

            if (part.Text is { } text)
            {
                pieces.Add(text.Reveal());
            }

            end = part.End;
        }

        return (pieces, end ?? throw new InvalidOperationException("The stream had no end."));
    }
}
