using System.Buffers;

namespace Raum.Redaction;

/// <summary>How an issuer's tokens begin, of what the rest is made, and how long it is at least.</summary>
/// <remarks>Sources: the issuers' documentation of their formats.</remarks>
internal readonly record struct IssuerToken(string Prefix, int Fewest, SearchValues<char> Units)
{
    private static readonly SearchValues<char> Word = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );
    private static readonly SearchValues<char> Dotted = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
    );

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    );
    private static readonly SearchValues<char> Hex = SearchValues.Create("abcdef0123456789");
    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly IssuerToken[] All =
    [
        // OpenAI, Anthropic, OpenRouter, Stripe, Clerk
        .. Of(Word, 16, "sk-"),
        .. Of(Plain, 10, "sk_live_", "sk_test_", "pk_live_", "pk_test_", "rk_live_", "rk_test_", "rzp_live_", "rzp_test_"),
        .. Of(Word, 16, "whsec_", "sk_", "sb_secret_", "sb_publishable_"),
        // GitHub, GitLab
        .. Of(Plain, 20, "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        .. Of(Word, 20, "github_pat_"),
        .. Of(Dotted, 16, "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glagent-", "gloas-", "glsoat-", "glimt-", "glffct-"),
        // Slack
        .. Of(Word, 10, "xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxc-", "xoxd-", "xapp-"),
        .. Of(Word, 10, "xoxe.xoxp-", "xoxe.xoxb-"),
        // AWS, Google, Azure, DigitalOcean, Alibaba, IBM
        .. Of(Upper, 16, "AKIA", "ASIA", "ABIA", "ACCA"),
        .. Of(Word, 30, "AIza"),
        .. Of(Dotted, 20, "ya29.", "GOCSPX-", "1//0"),
        .. Of(Hex, 40, "dop_v1_", "doo_v1_", "dor_v1_"),
        .. Of(Plain, 16, "LTAI5"),
        // Mail and messages: SendGrid, Mailgun, Mailchimp, Brevo, MailerSend, Resend, Twilio
        .. Of(Dotted, 36, "SG."),
        .. Of(Hex, 32, "key-", "AC", "SK"),
        .. Of(Word, 64, "xkeysib-", "xsmtpsib-", "mlsn."),
        // npm, PyPI, RubyGems, NuGet, crates.io, Docker
        .. Of(Plain, 30, "npm_"),
        .. Of(Word, 30, "pypi-"),
        .. Of(Hex, 40, "rubygems_"),
        .. Of(Plain, 43, "oy2"),
        .. Of(Plain, 32, "cio"),
        .. Of(Word, 20, "dckr_pat_", "dckr_oat_"),
        // Models: Hugging Face, Replicate, Groq, xAI, Perplexity, Databricks
        .. Of(Plain, 20, "hf_"),
        .. Of(Plain, 30, "r8_"),
        .. Of(Plain, 40, "gsk_", "xai-", "pplx-"),
        .. Of(Hex, 32, "dapi"),
        // Shops: Shopify, Square, Meta, HubSpot
        .. Of(Plain, 20, "shpat_", "shpss_", "shpca_", "shppa_", "shpua_"),
        .. Of(Word, 20, "sq0atp-", "sq0csp-", "sq0idp-", "EAAAE"),
        .. Of(Plain, 30, "EAAB", "EAAC", "EAAG", "EAAI"),
        .. Of(Word, 30, "pat-na1-", "pat-na2-", "pat-eu1-"),
        // Work: Atlassian, Linear, Notion, Postman, Figma, Zapier, Airtable, Sentry, New Relic, Grafana, PostHog, Doppler, Vault, Terraform, Supabase, PlanetScale, Netlify
        .. Of(Word, 20, "ATATT3", "ATCTT3"),
        .. Of(Plain, 28, "ATBB"),
        .. Of(Plain, 20, "lin_api_", "lin_oauth_"),
        .. Of(Plain, 40, "ntn_", "secret_"),
        .. Of(Word, 50, "PMAK-"),
        .. Of(Word, 30, "figd_", "figu_"),
        .. Of(Word, 20, "sntrys_", "sntryu_"),
        .. Of(Plain, 19, "NRAK-", "NRII-", "NRJS-"),
        .. Of(Word, 32, "glsa_", "glc_", "phc_", "phx_"),
        .. Of(Dotted, 36, "dp.st.", "dp.pt.", "dp.ct."),
        .. Of(Word, 20, "hvs.", "hvb.", "hvr."),
        .. Of(Hex, 40, "sbp_"),
        .. Of(Word, 30, "pscale_pw_", "pscale_tkn_", "pscale_oauth_", "nfp_"),
        .. Of(Upper, 40, "AGE-SECRET-KEY-1"),
        // Mapbox, and what else is a JSON web token
        .. Of(Dotted, 28, "eyJ", "sk.eyJ", "pk.eyJ", "ops_eyJ"),
    ];

    /// <summary>How the tokens begin: nearly no text has one, and looking for all at once is cheap.</summary>
    public static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [.. All.Select(token => token.Prefix)],
        StringComparison.Ordinal
    );

    /// <summary>The end of the token that begins with this text; 0 when none does.</summary>
    public static int End(ReadOnlySpan<char> text)
    {
        foreach (var token in All)
        {
            if (!text.StartsWith(token.Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var length = text[token.Prefix.Length..].IndexOfAnyExcept(token.Units);
            var end = length < 0 ? text.Length : token.Prefix.Length + length;
            while (text[end - 1] is '.' or '-')
            {
                end--;
            }

            if (
                end - token.Prefix.Length >= token.Fewest
                && (!token.Prefix.EndsWith("eyJ", StringComparison.Ordinal) || text[..end].Contains('.'))
            )
            {
                return end;
            }
        }

        return 0;
    }

    private static IEnumerable<IssuerToken> Of(SearchValues<char> units, int fewest, params string[] prefixes) =>
        prefixes.Select(prefix => new IssuerToken(prefix, fewest, units));
}
