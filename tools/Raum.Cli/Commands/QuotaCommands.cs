using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Organizations.Quotas;

namespace Raum.Cli.Commands;

/// <summary><c>quota set</c>, <c>quota show</c>: what an organization or one of its API keys may use up (ORG-8).</summary>
internal static class QuotaCommands
{
    private const string None = "none";

    public static Command Create() =>
        new("quota", "What an organization, or one of its API keys, may use up in a day and a month of UTC.") { Set(), Show() };

    private static Command Set()
    {
        var key = new Option<Guid?>("--key") { Description = "Id of an API key; the whole organization if left out." };
        var rate = Number("--requests-per-second", "Requests a second on average, from 1 to 100000");
        var jobsPerDay = Number("--jobs-per-day", "Jobs accepted in a day");
        var jobsPerMonth = Number("--jobs-per-month", "Jobs accepted in a month");
        var spendPerDay = Number("--spend-per-day", "US dollars by list price in a day, such as 12.50");
        var spendPerMonth = Number("--spend-per-month", "US dollars by list price in a month");
        var set = new Command("set", "Change limits; those that are left out stay. The change is recorded and in force at once.")
        {
            Cli.Organization,
            key,
            rate,
            jobsPerDay,
            jobsPerMonth,
            spendPerDay,
            spendPerMonth,
        };
        set.Run(
            async (parsed, services, cancellationToken) =>
            {
                var changed = await services
                    .GetRequiredService<QuotaStore>()
                    .ChangeAsync(
                        new OrganizationId(parsed.GetRequiredValue(Cli.Organization)),
                        parsed.GetValue(key) is { } id ? new ApiKeyId(id) : null,
                        quota =>
                            quota with
                            {
                                RequestsPerSecond = (int?)Whole(parsed, rate, quota.RequestsPerSecond),
                                JobsPerDay = Whole(parsed, jobsPerDay, quota.JobsPerDay),
                                JobsPerMonth = Whole(parsed, jobsPerMonth, quota.JobsPerMonth),
                                SpendPerDay = Value(parsed, spendPerDay, quota.SpendPerDay),
                                SpendPerMonth = Value(parsed, spendPerMonth, quota.SpendPerMonth),
                            },
                        Cli.Actor,
                        cancellationToken
                    );
                return changed.Succeeded ? Line(changed.Value) : changed.Failure;
            }
        );
        return set;
    }

    private static Command Show()
    {
        var show = new Command("show", "The quotas in force, and what the read models say was used up today and this month.")
        {
            Cli.Organization,
        };
        show.Run(
            async (parsed, services, cancellationToken) =>
            {
                var organization = new OrganizationId(parsed.GetRequiredValue(Cli.Organization));
                var quotas = await services.GetRequiredService<QuotaStore>().GetAsync(organization, cancellationToken);
                if (!quotas.Succeeded)
                {
                    return quotas.Failure;
                }

                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
                var usage = services.GetRequiredService<JobUsage>();
                var today = await usage.SinceAsync(organization, [], day, cancellationToken);
                var month = await usage.SinceAsync(organization, [], day.AddDays(1 - day.Day), cancellationToken);
                return !today.Succeeded ? today.Failure
                    : !month.Succeeded ? month.Failure
                    : string.Join(
                        Environment.NewLine,
                        [
                            $"organization  {Line(quotas.Value.Organization)}",
                            .. quotas.Value.Keys.OrderBy(one => one.Key.Value).Select(one => $"{one.Key}  {Line(one.Value)}"),
                            $"used today  {Line(today.Value)}",
                            $"used this month  {Line(month.Value)}",
                        ]
                    );
            }
        );
        return show;
    }

    private static Option<string?> Number(string name, string description)
    {
        var option = new Option<string?>(name) { Description = $"{description}; \"{None}\" lifts the limit." };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && text != None && Parse(text) is null)
            {
                result.AddError($"{name} is a number or \"{None}\".");
            }
        });
        return option;
    }

    private static decimal? Value(ParseResult parsed, Option<string?> option, decimal? before) =>
        parsed.GetValue(option) switch
        {
            null => before,
            None => null,
            var text => Parse(text),
        };

    private static long? Whole(ParseResult parsed, Option<string?> option, long? before) =>
        // What is not whole is out of every range.
        Value(parsed, option, before) is { } value
            ? decimal.IsInteger(value)
                ? (long)value
                : -1
            : null;

    private static decimal? Parse(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < int.MaxValue
            ? value
            : null;

    private static string Line(Quota quota) =>
        string.Join(
            "  ",
            $"{Text(quota.RequestsPerSecond)} requests a second",
            $"{Text(quota.JobsPerDay)} jobs a day",
            $"{Text(quota.JobsPerMonth)} a month",
            $"{Text(quota.SpendPerDay)} US dollars a day",
            $"{Text(quota.SpendPerMonth)} a month"
        );

    private static string Line(UsedUp used) =>
        string.Create(CultureInfo.InvariantCulture, $"{used.Jobs} jobs  {used.Spend:0.####} US dollars");

    private static string Text(decimal? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "any";
}
