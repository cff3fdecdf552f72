using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Raum.Core;

namespace Raum.Http.Problems;

/// <summary>The one table from <see cref="FailureCode"/> to what a caller sees (RFC 9457). The type's last part is the code's name in kebab case.</summary>
public static class ProblemTable
{
    /// <summary>Prefix of every problem type.</summary>
    public const string TypePrefix = "https://raum.dev/problems/";

    private static readonly FrozenDictionary<FailureCode, ProblemKind> Kinds = new Dictionary<FailureCode, ProblemKind>
    {
        [FailureCode.None] = new(500, "Something went wrong on our side"),
        [FailureCode.InvalidRequest] = new(400, "The request cannot be read as it is"),
        [FailureCode.Unauthorized] = new(401, "Who is asking could not be verified"),
        [FailureCode.Forbidden] = new(403, "This caller may not do that"),
        [FailureCode.NotFound] = new(404, "There is no such thing here"),
        [FailureCode.Conflict] = new(409, "The request contradicts the present state"),
        [FailureCode.TooLarge] = new(413, "The body is too large"),
        [FailureCode.RateLimited] = new(429, "Too many requests"),
        [FailureCode.Gone] = new(410, "It existed, and is gone"),
        [FailureCode.UnsupportedMediaType] = new(415, "The body has an unsupported content type"),
        [FailureCode.ConfirmationRequired] = new(403, "Confirm who you are first"),
        [FailureCode.WrongRegion] = new(421, "Another region serves this organization"),
        [FailureCode.IdempotencyKeyReused] = new(422, "The Idempotency-Key stands for another request"),
        [FailureCode.QuotaExhausted] = new(429, "The quota is used up"),
        [FailureCode.PreconditionFailed] = new(412, "It was changed meanwhile"),
        [FailureCode.PreconditionRequired] = new(428, "Say which version you have seen"),
        [FailureCode.OrganizationClosed] = new(410, "This organization is closed"),
        [FailureCode.SimulationRequired] = new(409, "These words have not been simulated"),
        [FailureCode.QueueUnavailable] = new(503, "The queue does not answer; nothing was accepted"),
        [FailureCode.DatabaseUnavailable] = new(503, "The database does not answer"),
        [FailureCode.AuditUnavailable] = new(503, "The audit log does not answer"),
        [FailureCode.AuditConflict] = new(409, "The audit log holds something else under this id"),
        [FailureCode.KeyUnavailable] = new(503, "The keys cannot be reached"),
        [FailureCode.KeyRefused] = new(503, "The owner of the key took it out of use"),
        [FailureCode.SealBroken] = new(500, "Stored data could not be opened"),
        [FailureCode.UnreadableJob] = new(500, "The job could not be read"),
        [FailureCode.TextGone] = new(410, "The job's text is gone"),
        [FailureCode.Timeout] = new(503, "It took too long"),
        [FailureCode.Crashed] = new(500, "Something went wrong on our side"),
        [FailureCode.KillSwitch] = new(409, "The organization's kill switch is on"),
        [FailureCode.MaskingFailed] = new(500, "The text could not be masked"),
        [FailureCode.LeakStopped] = new(500, "A masked value was found in an outgoing request, which was stopped"),
        [FailureCode.LanguageNotSupported] = new(422, "The language is not supported"),
        [FailureCode.Objection] = new(409, "The person objected to processing by a model"),
        [FailureCode.NotConfigured] = new(409, "The organization has not configured this"),
        [FailureCode.NotApproved] = new(409, "Nobody has approved this in writing"),
        [FailureCode.ProviderNotConfigured] = new(409, "No provider is configured for this"),
        [FailureCode.ProviderKeyRejected] = new(502, "The provider rejected the organization's key"),
        [FailureCode.ProviderForbidden] = new(502, "The provider forbids this to the organization's key"),
        [FailureCode.ProviderQuotaExhausted] = new(502, "The organization's quota at the provider is used up"),
        [FailureCode.ProviderRateLimited] = new(503, "The provider limits the rate"),
        [FailureCode.ProviderOverloaded] = new(503, "The provider is overloaded"),
        [FailureCode.ProviderUnavailable] = new(503, "The provider does not answer"),
        [FailureCode.ProviderTimeout] = new(504, "The provider took too long"),
        [FailureCode.ProviderRequestRejected] = new(502, "The provider rejected the request"),
        [FailureCode.ProviderRefused] = new(502, "The model refused"),
        [FailureCode.ProviderAnswerUnreadable] = new(502, "The provider's answer could not be read"),
        [FailureCode.ProviderModelNotFound] = new(502, "The provider does not know the model"),
        [FailureCode.ProviderCircuitOpen] = new(503, "The provider failed too often and is given a rest"),
        [FailureCode.ZendeskNotConnected] = new(409, "Zendesk is not connected"),
        [FailureCode.ZendeskUnauthorized] = new(502, "Zendesk no longer accepts the connection"),
        [FailureCode.ZendeskForbidden] = new(502, "Zendesk forbids this to the connection"),
        [FailureCode.ZendeskTicketNotFound] = new(404, "Zendesk has no such ticket"),
        [FailureCode.ZendeskTicketChanged] = new(409, "The ticket has changed since it was read"),
        [FailureCode.ZendeskTicketClosed] = new(409, "The ticket is closed"),
        [FailureCode.ZendeskRateLimited] = new(503, "Zendesk limits the rate"),
        [FailureCode.ZendeskUnavailable] = new(503, "Zendesk does not answer"),
        [FailureCode.ZendeskRejected] = new(502, "Zendesk rejected the request"),
        [FailureCode.ZendeskAnswerUnreadable] = new(502, "Zendesk's answer could not be read"),
        [FailureCode.DeliveryUncertain] = new(409, "It is not known whether the answer was delivered"),
        [FailureCode.DeliveryRejected] = new(502, "The target rejected the answer"),
        [FailureCode.CallbackUnavailable] = new(503, "The callback does not answer"),
        [FailureCode.CallbackForbidden] = new(403, "The callback's address is not allowed"),
        [FailureCode.DraftOutdated] = new(409, "The ticket has changed since the draft was made"),
        [FailureCode.AlreadyDecided] = new(409, "The draft was decided already"),
    }.ToFrozenDictionary();

    /// <summary>Status and title of a failure. A code without a row is a bug and shows as one: 500.</summary>
    public static ProblemKind Of(FailureCode code) => Kinds.TryGetValue(code, out var kind) ? kind : Kinds[FailureCode.None];

    /// <summary>The problem type of a failure, such as <c>https://raum.dev/problems/queue-unavailable</c>.</summary>
    public static string TypeOf(FailureCode code) => TypePrefix + Name(code);

    /// <summary>The code in kebab case, as problems and job states show it; <c>internal</c> for a bug.</summary>
    public static string Name(FailureCode code) => code is FailureCode.None or FailureCode.Crashed ? "internal" : Names[code];

    /// <summary>The failure behind a status that the framework set by itself.</summary>
    public static FailureCode ForStatus(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => FailureCode.Unauthorized,
            StatusCodes.Status403Forbidden => FailureCode.Forbidden,
            StatusCodes.Status404NotFound => FailureCode.NotFound,
            StatusCodes.Status408RequestTimeout => FailureCode.Timeout,
            StatusCodes.Status413PayloadTooLarge => FailureCode.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => FailureCode.UnsupportedMediaType,
            StatusCodes.Status429TooManyRequests => FailureCode.RateLimited,
            < 500 => FailureCode.InvalidRequest,
            _ => FailureCode.None,
        };

    private static readonly FrozenDictionary<FailureCode, string> Names = Enum.GetValues<FailureCode>()
        .ToFrozenDictionary(code => code, code => Kebab(code.ToString()));

    private static string Kebab(string name)
    {
        var kebab = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && kebab.Length > 0)
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(letter));
        }

        return kebab.ToString();
    }
}

/// <param name="Title">The same for every occurrence; no data.</param>
public sealed record ProblemKind(int Status, string Title);
