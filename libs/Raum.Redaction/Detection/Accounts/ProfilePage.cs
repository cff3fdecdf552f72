namespace Raum.Redaction;

/// <summary>Pages of people on sites where people have pages, with a scheme or without: "linkedin.com/in/jane-doe", "janedoe.substack.com". Other pages of these sites stay visible.</summary>
/// <remarks>Linear: looks at each host once, and at one link behind it.</remarks>
internal sealed class ProfilePage : IDetector
{
    /// <summary>No name of a host is longer (RFC 1035 2.3.4).</summary>
    private const int LongestHost = 253;

    /// <summary>"ebay.co.uk": a site's name is not further from the end.</summary>
    private const int MostLabels = 2;

    /// <summary>Whoever has an account here has a page right behind the host.</summary>
    private const string RightBehind =
        "facebook.com fb.com m.me instagram.com threads.net twitter.com x.com t.me telegram.me wa.me snapchat.com vk.com github.com gitlab.com bitbucket.org codeberg.org "
        + "twitch.tv soundcloud.com dribbble.com behance.net about.me linktr.ee keybase.io paypal.me revolut.me monzo.me bunq.me cash.app ko-fi.com patreon.com "
        + "buymeacoffee.com calendly.com cal.com codepen.io dev.to orcid.org gravatar.com tiktok.com youtube.com medium.com";

    /// <summary>The same, under the domains of many countries.</summary>
    private const string InManyCountries = "pinterest";

    /// <summary>Pages of people are in a folder.</summary>
    private const string InFolders =
        "linkedin.com xing.com reddit.com venmo.com strava.com steamcommunity.com flickr.com goodreads.com komoot.com";

    /// <summary>The same under the domains of many countries.</summary>
    private const string InFoldersOfManyCountries = "ebay vinted airbnb";

    /// <summary>Everybody's pages have a host of their own.</summary>
    private const string OwnHosts =
        "substack.com github.io gitlab.io wordpress.com blogspot.com tumblr.com bandcamp.com itch.io livejournal.com carrd.co wixsite.com neocities.org myportfolio.com";

    /// <summary>Here only what an @ begins is somebody's.</summary>
    private const string WithAt = "tiktok.com youtube.com medium.com";

    /// <summary>Projects are here too, many of them of organizations.</summary>
    private const string WithProjects = "github.com gitlab.com bitbucket.org codeberg.org";

    /// <summary>Organizations that everybody knows: their projects are nobody's.</summary>
    private static readonly WordSet Organizations = Cues.Set(
        "microsoft dotnet aspnet azure azuresamples nuget google googleapis googlecloudplatform googlechrome chromium android angular flutter golang tensorflow kubernetes kubernetessigs facebook facebookresearch facebookincubator react reactjs pytorch meta "
            + "aws awslabs awssamples amzn amazonwebservices apple swiftlang apache cncf docker moby containerd hashicorp terraformawsmodules elastic opensearchproject grafana prometheus opentelemetry jaegertracing istio envoyproxy helm argoproj "
            + "nodejs npm yarnpkg pnpm denoland ovensh vuejs nuxt vercel sveltejs withastro vitejs webpack babel eslint prettier jestjs storybookjs tailwindlabs rails ruby rubygems laravel symfony composer php django pallets python pypa psf numpy pandasdev "
            + "scikitlearn scipy matplotlib jupyter huggingface openai anthropics langchainai rustlang tokiors ratatui jetbrains kotlin gradle springprojects quarkusio eclipse openjdk adoptium square stripe paypal braintree adyen shopify twilio sendgrid "
            + "zendesk salesforce atlassian slackapi discord github githubdocs actions gitlaborg cli desktop primer electron redis valkeyio postgres mysql mariadb mongodb sqlite cockroachdb clickhouse eventstore kurrentio nginx haproxy traefik caddyserver cloudflare "
            + "digitalocean heroku netlify supabase mozilla wikimedia wordpress woocommerce magento prestashop drupal joomla odoo nextcloud homeassistant raspberrypi arduino espressif linux freebsd openssl curl ffmpeg videolan obsproject signalapp bitwarden keepassxreboot"
    );

    private static readonly WordSet Folders = Cues.Set(
        "in pub profile u user users usr athletes id profiles people photos add member show"
    );

    /// <summary>First folders of these sites that are nobody's, and hosts.</summary>
    private static readonly WordSet Nobody = Cues.Set(
        "p reel reels explore stories accounts tv direct i search hashtag home intent share sharer settings messages notifications login signin signup join help groups events "
            + "marketplace watch policies policy business ads permalink features orgs topics pricing trending security apps enterprise joinchat addstickers legal privacy terms tos "
            + "support jobs careers blog discover status developers developer docs download downloads app api store tags tag categories category collections invite directory "
            + "www about www2 m mobile en de fr es it pt nl news press community forum forums cdn static assets images media mail learn pages "
            + "gallery shots posts pen t channels charts video videos projects company product products solutions integrations"
    );

    private static readonly WordSet AtSites = Values(WithAt);
    private static readonly WordSet ProjectSites = Values(WithProjects);
    private static readonly WordSet HostSites = Values(OwnHosts);
    private static readonly WordSet FolderSites = Values($"{InFolders} {InFoldersOfManyCountries}");
    private static readonly WordSet Sites = Values($"{RightBehind} {InFolders} {OwnHosts}");
    private static readonly WordSet SitesOfManyCountries = Values($"{InManyCountries} {InFoldersOfManyCountries}");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        for (var from = 0; text[from..].IndexOf('.') is >= 0 and var found; )
        {
            var dot = from + found;
            from = dot + 1;
            if (dot == 0 || from == text.Length || !char.IsAsciiLetterOrDigit(text[dot - 1]) || !char.IsAsciiLetter(text[from]))
            {
                continue;
            }

            var host = dot;
            while (host > 0 && IsHost(text[host - 1]))
            {
                host--;
            }

            var path = from;
            while (path < text.Length && IsHost(text[path]))
            {
                path++;
            }

            from = path;
            Work.Add(path - host);
            if (path - host > LongestHost || (host > 0 && text[host - 1] == '@'))
            {
                continue;
            }

            if (PersonEnd(text, host, path) is > 0 and var end)
            {
                findings.Add(new Finding(WithScheme(text, host), end, PiiType.Url, PersonalUrl.Name, 0.9, "personal-page"));
                from = end;
            }
        }
    }

    /// <summary>Where a link to somebody's page ends; 0 for other links.</summary>
    /// <param name="host">Where the host begins.</param>
    /// <param name="path">Where it ends.</param>
    private static int PersonEnd(ReadOnlySpan<char> text, int host, int path)
    {
        while (path > host && text[path - 1] is '.' or '-')
        {
            path--;
        }

        var (site, length) = SiteIn(text[host..path]);
        if (length == 0)
        {
            return 0;
        }

        var name = text.Slice(host + site, length);
        if (HostSites.ContainsValue(name))
        {
            var label = text.Slice(host, Math.Max(0, site - 1));
            return label.Length > 1 && !Nobody.ContainsValue(label) ? PersonalUrl.End(text, path) : 0;
        }

        if (path + 2 >= text.Length || text[path] != '/')
        {
            return 0;
        }

        var end = PersonalUrl.End(text, path);
        var inFolder = FolderSites.ContainsValue(name);
        var behind = path + 1;
        if (inFolder)
        {
            // "komoot.com/de-de/user/1", "airbnb.com/users/show/1".
            var folder = SegmentEnd(text, behind, end);
            while (folder < end && !Folders.ContainsValue(text[behind..folder]))
            {
                behind = folder + 1;
                folder = SegmentEnd(text, behind, end);
            }

            behind = folder + 1;
        }

        if (behind + 1 >= end)
        {
            return 0;
        }

        var account = SegmentEnd(text, behind, end);
        return account - behind < 2
            || (!inFolder && Nobody.ContainsValue(text[behind..account]))
            || (AtSites.ContainsValue(name) && text[behind] != '@')
                ? 0
            : ProjectSites.ContainsValue(name) && Organizations.ContainsValue(text[behind..account]) ? 0
            : end;
    }

    /// <summary>The site in a host, and where it begins there: "github.com" in "www.github.com", "ebay" in "ebay.co.uk". Nothing for other hosts.</summary>
    private static (int Start, int Length) SiteIn(ReadOnlySpan<char> host)
    {
        var next = host.LastIndexOf('.');
        for (var label = 0; label < MostLabels && next > 0; label++)
        {
            var start = host[..next].LastIndexOf('.') + 1;
            if (Sites.ContainsValue(host[start..]))
            {
                return (start, host.Length - start);
            }

            if (SitesOfManyCountries.ContainsValue(host[start..next]))
            {
                return (start, next - start);
            }

            next = start - 1;
        }

        return default;
    }

    /// <summary>Sites as <see cref="WordSet.ContainsValue"/> reads them.</summary>
    private static WordSet Values(string sites) => Cues.Set(sites.Replace(".", "", StringComparison.Ordinal));

    private static int SegmentEnd(ReadOnlySpan<char> text, int from, int end)
    {
        var length = text[from..end].IndexOfAny('/', '?', '#');
        return length < 0 ? end : from + length;
    }

    private static int WithScheme(ReadOnlySpan<char> text, int host)
    {
        var before = text[..host];
        return before.EndsWith("https://", StringComparison.OrdinalIgnoreCase) ? host - 8
            : before.EndsWith("http://", StringComparison.OrdinalIgnoreCase) ? host - 7
            : host;
    }

    private static bool IsHost(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-';
}
