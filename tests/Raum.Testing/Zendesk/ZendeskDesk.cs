using System.Net;
using System.Text.Json;

namespace Raum.Testing.Zendesk;

/// <summary>The state of a pretend Zendesk account: people, tickets, comments, outgoing mail, tokens, faults, and every request it got.</summary>
/// <remarks>
/// Thread-safe; what it hands out are snapshots. <c>updated_at</c> has whole seconds, as Zendesk's has; every update moves it by one at least, so that two
/// updates never share a stamp.
/// </remarks>
public sealed class ZendeskDesk
{
    private readonly Lock _gate = new();
    private readonly Lock _file = new();
    private readonly List<ReceivedRequest> _requests = [];
    private DeskState _state = new();

    public ZendeskDesk(FakeZendeskOptions options)
    {
        Options = options;
        Tokens = new DeskTokens(options);
        Limits = new DeskLimits(options);
        Load();
        ApiUser = new DeskUser(options.ApiUserId, "Raum", "raum@desk.example.com", null, "agent");
        _state.Users[ApiUser.Id] = ApiUser;
        Agent = AddUser("Amelia Clark", "amelia.clark@desk.example.com", null, "agent");
    }

    public FakeZendeskOptions Options { get; }

    public DeskTokens Tokens { get; }

    public DeskFaults Faults { get; } = new();

    /// <summary>The user that Raum's tokens act as.</summary>
    public DeskUser ApiUser { get; }

    /// <summary>An agent of the account.</summary>
    public DeskUser Agent { get; }

    internal DeskLimits Limits { get; }

    /// <summary>Called after a ticket was opened or got a comment, outside of any lock.</summary>
    public event Action<DeskChange>? Changed;

    public IReadOnlyList<DeskTicket> Tickets => Read(state => state.Tickets.Values.OrderByDescending(ticket => ticket.Id).ToList());

    public IReadOnlyList<OutgoingMail> Mails => Read(state => state.Mails.ToList());

    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public DeskTicket? Find(long ticketId) => Read(state => state.Tickets.GetValueOrDefault(ticketId));

    public DeskUser? User(long userId) => Read(state => state.Users.GetValueOrDefault(userId));

    /// <summary>Adds a person, or returns the one with this address.</summary>
    public DeskUser AddUser(string name, string? email, string? phone, string role = "end-user")
    {
        lock (_gate)
        {
            var known = _state.Users.Values.FirstOrDefault(user => email is not null && user.Email == email);
            if (known is not null)
            {
                return known;
            }

            var user = new DeskUser(_state.NextId(), name, email, phone, role);
            _state.Users[user.Id] = user;
            return user;
        }
    }

    /// <summary>Changes a person: restrictions, groups, a suspension.</summary>
    public DeskUser Change(long userId, Func<DeskUser, DeskUser> change)
    {
        lock (_gate)
        {
            return _state.Users[userId] = change(_state.Users[userId]);
        }
    }

    /// <summary>A group; a private one is seen by its members only.</summary>
    public long AddGroup(bool isPublic)
    {
        lock (_gate)
        {
            var id = _state.NextId();
            _state.Groups[id] = isPublic;
            return id;
        }
    }

    /// <summary>A role of the account's own making.</summary>
    public DeskRole AddRole(string ticketAccess)
    {
        lock (_gate)
        {
            var role = new DeskRole(_state.NextId(), ticketAccess);
            _state.Roles[role.Id] = role;
            return role;
        }
    }

    internal bool? IsPublicGroup(long id) => Read(state => state.Groups.TryGetValue(id, out var isPublic) ? isPublic : default(bool?));

    internal DeskRole? Role(long id) => Read(state => state.Roles.GetValueOrDefault(id));

    /// <summary>A customer opens a ticket; its text is the first comment.</summary>
    public DeskTicket OpenTicket(NewTicket request)
    {
        var requester = AddUser(request.RequesterName, request.RequesterEmail, request.RequesterPhone);
        var ccs = (request.Ccs ?? []).Select(person => AddUser(person.Name, person.Email, person.Phone).Id).ToList();
        DeskTicket ticket;
        DeskComment comment;
        lock (_gate)
        {
            var now = Now();
            ticket = new DeskTicket
            {
                Id = ++_state.LastTicket,
                Subject = request.Subject,
                RequesterId = requester.Id,
                AssigneeId = Agent.Id,
                CcIds = ccs,
                BrandId = request.BrandId,
                GroupId = request.GroupId,
                FormId = request.FormId,
                OrganizationId = request.OrganizationId,
                Language = request.Language,
                Tags = request.Tags,
                CreatedAt = now,
                UpdatedAt = now,
            };
            (ticket, comment) = Append(
                ticket,
                requester.Id,
                request.Text,
                ToHtml(request.Text),
                isPublic: true,
                new Dictionary<string, string>(),
                null
            );
            _state.Tickets[ticket.Id] = ticket;
        }

        Save();
        Changed?.Invoke(new DeskChange("ticket.created", ticket, comment, requester));
        return ticket;
    }

    /// <summary>Somebody answers in the desk itself.</summary>
    public DeskTicket AddComment(long ticketId, long authorId, string text, bool isPublic = true) =>
        Update(
            ticketId,
            authorId,
            new DeskUpdate(new DeskCommentUpdate(text, ToHtml(text), isPublic), null, null, new Dictionary<string, string>())
        ).Ticket;

    /// <summary>Hangs a file on the newest comment of a ticket.</summary>
    /// <param name="address">Where the comment says that the file is; null: here.</param>
    public DeskFile Attach(long ticketId, string name, string contentType, byte[] bytes, string? address = null)
    {
        lock (_gate)
        {
            var file = new DeskFile(_state.NextId(), name, contentType, bytes, address);
            var ticket = _state.Tickets[ticketId];
            var last = ticket.Comments[^1];
            _state.Tickets[ticketId] = ticket with
            {
                Comments = [.. ticket.Comments.SkipLast(1), last with { Files = [.. last.Files, file] }],
            };
            return file;
        }
    }

    internal DeskFile? FileOf(long id) =>
        Read(state =>
            state
                .Tickets.Values.SelectMany(ticket => ticket.Comments)
                .SelectMany(comment => comment.Files)
                .FirstOrDefault(file => file.Id == id)
        );

    /// <summary>Sets a status in the desk itself.</summary>
    public DeskTicket SetStatus(long ticketId, string status)
    {
        lock (_gate)
        {
            var ticket = _state.Tickets[ticketId];
            ticket = ticket with { Status = status, UpdatedAt = Next(ticket.UpdatedAt) };
            _state.Tickets[ticketId] = ticket;
            return ticket;
        }
    }

    /// <summary>Applies one update: comment, status and tags in one audit. A public comment mails requester and ccs.</summary>
    internal (DeskTicket Ticket, DeskAudit Audit) Update(long ticketId, long authorId, DeskUpdate update)
    {
        DeskTicket ticket;
        DeskComment? comment = null;
        lock (_gate)
        {
            ticket = _state.Tickets[ticketId];
            ticket = ticket with
            {
                Status = update.Status ?? (ticket.Status == "new" && update.Comment is not null ? "open" : ticket.Status),
                Tags = update.Tags ?? ticket.Tags,
                UpdatedAt = Next(ticket.UpdatedAt),
            };
            if (update.Comment is { } sent)
            {
                (ticket, comment) = Append(ticket, authorId, sent.Text, sent.Html, sent.Public, update.Custom, update.Status);
                MailOut(ticket, comment);
            }
            else
            {
                var audit = new DeskAudit(_state.NextId(), ticketId, authorId, ticket.UpdatedAt, update.Custom, null, update.Status);
                ticket = ticket with { Audits = [.. ticket.Audits, audit] };
            }

            _state.Tickets[ticketId] = ticket;
        }

        Save();
        if (comment is not null && _state.Users.TryGetValue(authorId, out var author))
        {
            Changed?.Invoke(new DeskChange("ticket.comment_added", ticket, comment, author));
        }

        return (ticket, ticket.Audits[^1]);
    }

    internal void Record(ReceivedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
        }
    }

    internal static string ToHtml(string text) =>
        string.Concat(
            text.ReplaceLineEndings("\n")
                .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(part => $"<p>{WebUtility.HtmlEncode(part).Replace("\n", "<br>", StringComparison.Ordinal)}</p>")
        );

    private (DeskTicket, DeskComment) Append(
        DeskTicket ticket,
        long authorId,
        string text,
        string html,
        bool isPublic,
        IReadOnlyDictionary<string, string> custom,
        string? status
    )
    {
        var audit = _state.NextId();
        var comment = new DeskComment(_state.NextId(), authorId, text, html, isPublic, ticket.UpdatedAt, audit);
        return (
            ticket with
            {
                Comments = [.. ticket.Comments, comment],
                Audits = [.. ticket.Audits, new DeskAudit(audit, ticket.Id, authorId, ticket.UpdatedAt, custom, comment.Id, status)],
            },
            comment
        );
    }

    private void MailOut(DeskTicket ticket, DeskComment comment)
    {
        if (comment.Public)
        {
            var recipients = ticket
                .CcIds.Prepend(ticket.RequesterId)
                .Where(id => id != comment.AuthorId)
                .Select(id => _state.Users[id].Email)
                .OfType<string>();
            _state.Mails.AddRange(
                recipients.Select(to => new OutgoingMail(
                    ticket.Id,
                    comment.Id,
                    to,
                    $"Re: {ticket.Subject}",
                    comment.Body,
                    comment.CreatedAt
                ))
            );
        }
    }

    private DateTimeOffset Now()
    {
        var now = Options.Clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset);
    }

    private DateTimeOffset Next(DateTimeOffset last) => Now() is var now && now > last ? now : last.AddSeconds(1);

    private T Read<T>(Func<DeskState, T> read)
    {
        lock (_gate)
        {
            return read(_state);
        }
    }

    private void Load()
    {
        if (Options.StateFile is { } path && File.Exists(path))
        {
            _state = JsonSerializer.Deserialize<DeskState>(File.ReadAllBytes(path)) ?? new DeskState();
        }
    }

    private void Save()
    {
        if (Options.StateFile is { } path)
        {
            lock (_file)
            {
                byte[] bytes = Read(state => JsonSerializer.SerializeToUtf8Bytes(state));
                File.WriteAllBytes(path + ".new", bytes);
                File.Move(path + ".new", path, overwrite: true);
            }
        }
    }

    private sealed class DeskState
    {
        public long LastId { get; set; } = 360_000;

        public long LastTicket { get; set; } = 35_400;

        public Dictionary<long, DeskUser> Users { get; set; } = [];

        public Dictionary<long, DeskTicket> Tickets { get; set; } = [];

        public List<OutgoingMail> Mails { get; set; } = [];

        public Dictionary<long, bool> Groups { get; set; } = [];

        public Dictionary<long, DeskRole> Roles { get; set; } = [];

        public long NextId() => ++LastId;
    }
}

/// <summary>What happened in the desk, for webhooks.</summary>
public sealed record DeskChange(string Type, DeskTicket Ticket, DeskComment Comment, DeskUser Actor);

internal sealed record DeskUpdate(
    DeskCommentUpdate? Comment,
    string? Status,
    IReadOnlyList<string>? Tags,
    IReadOnlyDictionary<string, string> Custom
);

internal sealed record DeskCommentUpdate(string Text, string Html, bool Public);
