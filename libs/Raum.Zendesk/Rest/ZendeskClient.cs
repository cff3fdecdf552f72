using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Raum.Core;

namespace Raum.Zendesk;

/// <summary>The calls of Zendesk's REST API that Raum makes, for one organization at a time, with a living token.</summary>
/// <remarks>A refused token is renewed once and the call made again; a second refusal is final. Source: Zendesk, Ticketing API.</remarks>
public sealed class ZendeskClient
{
    private const int PageSize = 100;

    private readonly ZendeskTokens _tokens;
    private readonly ConnectionApproval _approval;
    private readonly ZendeskHttp _http;

    internal ZendeskClient(ZendeskTokens tokens, ConnectionApproval approval, ZendeskHttp http)
    {
        _tokens = tokens;
        _approval = approval;
        _http = http;
    }

    /// <summary>Health check: whether Zendesk answers with the stored token.</summary>
    public async Task<Outcome<Done>> CheckAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var self = await ShowSelfAsync(organization, cancellationToken);
        return self.Succeeded ? new Done() : self.Failure;
    }

    internal async Task<Outcome<UserWire>> ShowSelfAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        // Who Raum is there is part of connecting; it reads nothing of a ticket.
        var answer = await SendAnywayAsync(
            organization,
            token => Get(token, "users/me.json"),
            ZendeskJson.Default.UserAnswer,
            cancellationToken
        );
        return answer switch
        {
            { Succeeded: false } => answer.Failure,
            // Zendesk answers an unauthenticated "me" with an anonymous user without an id.
            { Value.User: { Id: > 0 } user } => user,
            _ => new Failure(FailureCode.ZendeskUnauthorized),
        };
    }

    internal async Task<Outcome<(ZendeskConnection Connection, TicketAnswer Answer)>> ShowTicketAsync(
        OrganizationId organization,
        long ticketId,
        CancellationToken cancellationToken
    )
    {
        ZendeskConnection? connection = null;
        var answer = await SendAsync(
            organization,
            token =>
            {
                connection = token.Connection;
                return Get(token, $"tickets/{Id(ticketId)}.json?include=users");
            },
            ZendeskJson.Default.TicketAnswer,
            cancellationToken
        );
        return answer switch
        {
            { Succeeded: false } => answer.Failure,
            { Value.Ticket: { } ticket } when ticket.Id == ticketId => (connection!, answer.Value),
            _ => new Failure(FailureCode.ZendeskAnswerUnreadable),
        };
    }

    /// <param name="cursor">From the page before; null for the first, which has the oldest comments.</param>
    internal Task<Outcome<CommentsAnswer>> ListCommentsAsync(
        OrganizationId organization,
        long ticketId,
        string? cursor,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            organization,
            $"tickets/{Id(ticketId)}/comments.json?{Page(cursor)}&include=users",
            ZendeskJson.Default.CommentsAnswer,
            cancellationToken
        );

    internal Task<Outcome<AuditsAnswer>> ListAuditsAsync(
        OrganizationId organization,
        long ticketId,
        string? cursor,
        CancellationToken cancellationToken
    ) => GetAsync(organization, $"tickets/{Id(ticketId)}/audits.json?{Page(cursor)}", ZendeskJson.Default.AuditsAnswer, cancellationToken);

    /// <param name="ids">At most 100.</param>
    internal Task<Outcome<UsersAnswer>> ShowUsersAsync(
        OrganizationId organization,
        IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            organization,
            $"users/show_many.json?ids={string.Join(',', ids.Select(Id))}",
            ZendeskJson.Default.UsersAnswer,
            cancellationToken
        );

    internal async Task<Outcome<UserWire>> ShowUserAsync(OrganizationId organization, long id, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(organization, $"users/{Id(id)}.json", ZendeskJson.Default.UserAnswer, cancellationToken);
        return answer switch
        {
            { Succeeded: false } => answer.Failure,
            { Value.User: { } user } when user.Id == id => user,
            _ => new Failure(FailureCode.ZendeskAnswerUnreadable),
        };
    }

    internal async Task<Outcome<GroupWire>> ShowGroupAsync(OrganizationId organization, long id, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(organization, $"groups/{Id(id)}.json", ZendeskJson.Default.GroupAnswer, cancellationToken);
        return answer switch
        {
            { Succeeded: false } => answer.Failure,
            { Value.Group: { } group } when group.Id == id => group,
            _ => new Failure(FailureCode.ZendeskAnswerUnreadable),
        };
    }

    internal async Task<Outcome<CustomRoleWire>> ShowCustomRoleAsync(
        OrganizationId organization,
        long id,
        CancellationToken cancellationToken
    )
    {
        var answer = await GetAsync(organization, $"custom_roles/{Id(id)}.json", ZendeskJson.Default.CustomRoleAnswer, cancellationToken);
        return answer switch
        {
            { Succeeded: false } => answer.Failure,
            { Value.CustomRole: { } role } when role.Id == id => role,
            _ => new Failure(FailureCode.ZendeskAnswerUnreadable),
        };
    }

    /// <summary>The first 100 groups of an agent; one who is in more may be refused what the others hold.</summary>
    internal Task<Outcome<GroupMembershipsAnswer>> ListGroupsOfAsync(
        OrganizationId organization,
        long user,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            organization,
            $"users/{Id(user)}/group_memberships.json?{Page(null)}",
            ZendeskJson.Default.GroupMembershipsAnswer,
            cancellationToken
        );

    /// <summary>The first 100 organizations of an agent.</summary>
    internal Task<Outcome<OrganizationMembershipsAnswer>> ListOrganizationsOfAsync(
        OrganizationId organization,
        long user,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            organization,
            $"users/{Id(user)}/organization_memberships.json?{Page(null)}",
            ZendeskJson.Default.OrganizationMembershipsAnswer,
            cancellationToken
        );

    /// <summary>One update of a ticket. <see cref="FailureCode.DeliveryUncertain"/> when nobody knows whether it was made.</summary>
    internal Task<Outcome<UpdateAnswer>> UpdateTicketAsync(
        OrganizationId organization,
        long ticketId,
        UpdateTicketWire update,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            organization,
            token =>
                Request(
                    token,
                    HttpMethod.Put,
                    $"tickets/{Id(ticketId)}.json",
                    ZendeskHttp.Json(new UpdateRequest(update), ZendeskJson.Default.UpdateRequest)
                ),
            ZendeskJson.Default.UpdateAnswer,
            cancellationToken
        );

    /// <summary>A file of a ticket, from the account's own host, or from the host of Zendesk's files that the account's host names.</summary>
    /// <remarks>
    /// No other host is asked, and the token goes to the account's host alone: a file "may be hosted externally so take care not to inadvertently send Zendesk
    /// authentication credentials" (Zendesk, Ticket Attachments).
    /// </remarks>
    internal async Task<Outcome<ReadOnlyMemory<byte>>> DownloadAsync(
        OrganizationId organization,
        Uri address,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        var approved = await _approval.RequireAsync(organization, cancellationToken);
        if (!approved.Succeeded)
        {
            return approved.Failure;
        }

        var token = await _tokens.GetAsync(organization, cancellationToken);
        if (!token.Succeeded)
        {
            return token.Failure;
        }

        var answer = await _http.DownloadAsync(new FileRequest(token.Value, address, maxBytes), cancellationToken);
        if (answer.Succeeded || answer.Failure.Code != FailureCode.ZendeskUnauthorized)
        {
            return answer;
        }

        var renewed = await _tokens.RenewAsync(organization, token.Value.Version, cancellationToken);
        return renewed.Succeeded
            ? await _http.DownloadAsync(new FileRequest(renewed.Value, address, maxBytes), cancellationToken)
            : renewed.Failure;
    }

    private Task<Outcome<T>> GetAsync<T>(
        OrganizationId organization,
        string path,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class => SendAsync(organization, token => Get(token, path), type, cancellationToken);

    private async Task<Outcome<T>> SendAsync<T>(
        OrganizationId organization,
        Func<AccessToken, HttpRequestMessage> request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var approved = await _approval.RequireAsync(organization, cancellationToken);
        return approved.Succeeded ? await SendAnywayAsync(organization, request, type, cancellationToken) : approved.Failure;
    }

    private async Task<Outcome<T>> SendAnywayAsync<T>(
        OrganizationId organization,
        Func<AccessToken, HttpRequestMessage> request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var token = await _tokens.GetAsync(organization, cancellationToken);
        if (!token.Succeeded)
        {
            return token.Failure;
        }

        var answer = await _http.SendAsync(request(token.Value), type, cancellationToken);
        if (answer.Succeeded || answer.Failure.Code != FailureCode.ZendeskUnauthorized)
        {
            return answer;
        }

        var renewed = await _tokens.RenewAsync(organization, token.Value.Version, cancellationToken);
        return renewed.Succeeded ? await _http.SendAsync(request(renewed.Value), type, cancellationToken) : renewed.Failure;
    }

    private static HttpRequestMessage Get(AccessToken token, string path) => Request(token, HttpMethod.Get, path, null);

    private static HttpRequestMessage Request(AccessToken token, HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, new Uri(token.Connection.Address.BaseUri, $"api/v2/{path}")) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private static string Page(string? cursor) =>
        $"page%5Bsize%5D={PageSize}" + (cursor is null ? "" : $"&page%5Bafter%5D={Uri.EscapeDataString(cursor)}");

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);
}
