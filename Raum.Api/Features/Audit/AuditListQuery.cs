using System.ComponentModel;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Api.Features.Audit;

/// <summary>The conditions as a caller writes them. Text that is no condition is an error, never silently everything.</summary>
internal sealed record AuditListQuery
{
    private const int DefaultLimit = 50;
    private const int MaxTextLength = 200;

    [FromQuery(Name = "from"), Description("Events from this moment on, RFC 3339 with an offset.")]
    public string? From { get; init; }

    [FromQuery(Name = "until"), Description("Events before this moment, RFC 3339 with an offset.")]
    public string? Until { get; init; }

    [FromQuery(Name = "type"), Description("A type with its version, such as job-masked.v1.")]
    public string? Type { get; init; }

    [FromQuery(Name = "class"), Description("aiOperation, admin, authentication, dataAccess or dataChange.")]
    public string? Class { get; init; }

    [FromQuery(Name = "actorKind"), Description("system, user, apiKey or webhook.")]
    public string? ActorKind { get; init; }

    [FromQuery(Name = "actorId"), Description("The actor's id.")]
    public string? ActorId { get; init; }

    [FromQuery(Name = "operation"), Description("generate, translate, rewrite, grammar, summarize or resolve.")]
    public string? Operation { get; init; }

    [FromQuery(Name = "targetKind"), Description("What kind of thing it is about, such as job.")]
    public string? TargetKind { get; init; }

    [FromQuery(Name = "targetId"), Description("The id of the thing it is about.")]
    public string? TargetId { get; init; }

    [FromQuery(Name = "result"), Description("success, failure or denied.")]
    public string? Result { get; init; }

    [FromQuery(Name = "correlationId"), Description("Everything that one request or ticket event caused.")]
    public string? CorrelationId { get; init; }

    [FromQuery(Name = "ip"), Description("The exact address; compared by a keyed hash.")]
    public string? Ip { get; init; }

    [FromQuery(Name = "cursor"), Description("next of the page before.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit"), Description("Entries of a page, 1 to 200; 50 when absent.")]
    public string? Limit { get; init; }

    public (bool IsGood, AuditFilter Filter, int Limit, Dictionary<string, string[]> Errors) Read()
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var limit = Limit is null ? DefaultLimit : Number(Limit);
        if (limit is < 1 or > AuditQueries.MaxLimit)
        {
            errors["limit"] = ["must be a number from 1 to 200"];
        }

        var filter = new AuditFilter
        {
            From = Moment("from", From, errors),
            Until = Moment("until", Until, errors),
            Type = Text("type", Type, errors),
            Class = Word<AuditClass>("class", Class, errors),
            ActorKind = Word<AuditActorKind>("actorKind", ActorKind, errors),
            ActorId = Text("actorId", ActorId, errors),
            Operation = Word<AiOperation>("operation", Operation, errors),
            TargetKind = Text("targetKind", TargetKind, errors),
            TargetId = Text("targetId", TargetId, errors),
            Result = Word<AuditResult>("result", Result, errors),
            Correlation = Correlation(errors),
            Ip = Address(errors),
        };
        return (errors.Count == 0, filter, limit, errors);
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static DateTimeOffset? Moment(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (text is null)
        {
            return null;
        }

        // A plus sign arrives as a space from callers that do not escape it.
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        var isMoment = DateTimeOffset.TryParseExact(
            text.Replace(' ', '+'),
            formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment
        );
        if (!isMoment)
        {
            errors[name] = ["must be a time such as 2026-11-21T08:00:00Z"];
        }

        return isMoment ? moment : null;
    }

    private static T? Word<T>(string name, string? text, Dictionary<string, string[]> errors)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        // Numbers and lists parse as enums too, and are not words.
        if (text.All(char.IsAsciiLetter) && Enum.TryParse<T>(text, ignoreCase: true, out var word))
        {
            return word;
        }

        errors[name] =
        [
            $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(known => char.ToLowerInvariant(known[0]) + known[1..]))}",
        ];
        return null;
    }

    private static string? Text(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (text is { Length: 0 or > MaxTextLength } || text?.Any(char.IsControl) == true)
        {
            errors[name] = ["must have 1 to 200 characters"];
            return null;
        }

        return text;
    }

    private CorrelationId? Correlation(Dictionary<string, string[]> errors)
    {
        if (CorrelationId is null)
        {
            return null;
        }

        if (Guid.TryParseExact(CorrelationId, "D", out var id))
        {
            return new CorrelationId(id);
        }

        errors["correlationId"] = ["must be an id"];
        return null;
    }

    private PersonalText? Address(Dictionary<string, string[]> errors)
    {
        if (Ip is null)
        {
            return null;
        }

        if (IPAddress.TryParse(Ip, out var address))
        {
            return new PersonalText((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        }

        errors["ip"] = ["must be an IPv4 or IPv6 address"];
        return null;
    }
}
