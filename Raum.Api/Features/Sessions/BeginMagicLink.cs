using System.Buffers.Text;
using System.Security.Cryptography;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People;
using Raum.People.Accounts;
using Raum.People.Mail;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>Sends a link that signs in. The answer is the same for every address.</summary>
internal static class BeginMagicLink
{
    private static readonly TimeSpan Stands = TimeSpan.FromMinutes(15);

    public static RouteHandlerBuilder MapBeginMagicLink(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/session/magic-link", HandleAsync)
            .WithName("BeginMagicLink")
            .WithTags("Sessions")
            .WithSummary("Send a link that signs in")
            .WithDescription(
                "The same answer whether there is such an account or not. The link works once, for 15 minutes, in this browser."
            )
            .SignsIn("signing in")
            .ProducesProblemBody(415)
            .Validated(new MagicLinkRequestRules());

    internal static async Task<Results<Accepted<DoneView>, ProblemResult>> HandleAsync(
        MagicLinkRequest request,
        SignIns signIns,
        IMailer mailer,
        TimeProvider clock,
        IOptions<PeopleOptions> options,
        HttpContext context
    )
    {
        if (EmailAddress.Read(request.Email) is not { } email)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["$.email"] = ["must be an e-mail address"] });
        }

        var browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = await signIns.BeginMagicLinkAsync(email, SignIns.BrowserHash(browser), context.RequestAborted);
        if (!token.Succeeded)
        {
            return token.Failure.ToProblem();
        }

        context.Response.SetBrowser(browser, clock.GetUtcNow() + Stands);
        if (token.Value is { } secret)
        {
            var link = $"{options.Value.PublicUrl.TrimEnd('/')}/sign-in#{secret}";
            var letter = new Letter(
                email.Text,
                "Sign in to Raum",
                new PersonalText(
                    $"This link signs you in, once, within 15 minutes, in the browser that asked for it:\n\n{link}\n\nIf it was not you, do nothing."
                )
            );

            // Nobody waits for the mail server: how long it takes would tell who has an account.
            _ = Task.Run(() => mailer.SendAsync(letter, CancellationToken.None), CancellationToken.None);
        }

        return TypedResults.Accepted((string?)null, DoneView.Yes);
    }
}

internal sealed record MagicLinkRequest(PersonalText Email);

internal sealed class MagicLinkRequestRules : AbstractValidator<MagicLinkRequest>
{
    public MagicLinkRequestRules() =>
        RuleFor(request => request.Email).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
}
