using Shouldly;
using Xunit;

namespace Raum.Providers.Tests;

/// <summary>Costs are estimates by list price; what is not known has none.</summary>
public sealed class CostTests
{
    private static readonly Dictionary<string, ModelPrice> _none = [];

    [Theory]
    [InlineData("gpt-4.1-mini", 0.00008 + 0.00008)]
    [InlineData("gpt-4.1-mini-2025-04-14", 0.00008 + 0.00008)]
    [InlineData("claude-sonnet-4-5-20250929", 0.0006 + 0.00075)]
    [InlineData("claude-haiku-4-5", 0.0002 + 0.00025)]
    public void A_known_model_costs_its_list_price_with_or_without_a_date(string model, double usd) =>
        Cost.Of(model, 200, 50, _none).ShouldBe((decimal)usd);

    [Theory]
    [InlineData("gpt-9")]
    [InlineData("gpt-4.1-minimal")]
    [InlineData("claude-sonnet-4-5-20250929-eu")]
    [InlineData("-20250929")]
    [InlineData("")]
    public void An_unknown_model_has_no_price(string model) => Cost.Of(model, 200, 50, _none).ShouldBeNull();

    [Fact]
    public void Unknown_tokens_and_very_long_prompts_have_no_price()
    {
        Cost.Of("gpt-4.1", null, 50, _none).ShouldBeNull();
        Cost.Of("gpt-4.1", 200, null, _none).ShouldBeNull();
        Cost.Of("gemini-2.5-pro", 200_001, 50, _none).ShouldBeNull();
    }

    [Fact]
    public void A_very_long_prompt_costs_at_most_twice_its_list_price_and_never_nothing()
    {
        var gemini = new ProviderEndpoint(ProviderName.Gemini, "gemini-2.5-pro");

        Cost.AtMost(gemini, "gemini-2.5-pro", 200_000, 1_000, _none).ShouldBe(0.25m + 0.01m);
        Cost.AtMost(gemini, "gemini-2.5-pro", 400_000, 1_000, _none).ShouldBe(2 * (0.5m + 0.01m));
        Cost.AtMost(gemini, "a name that nobody lists", 400_000, 1_000, _none).ShouldBe(2 * (0.5m + 0.01m));
        Cost.AtMost(gemini with { Model = "gemini-9" }, "gemini-9", 400_000, 1_000, _none).ShouldBeNull();
        Cost.AtMost(ProviderEndpoint.Offline, "raum-offline", 400_000, 1_000, _none).ShouldBe(0);
        Cost.AtMost(new ProviderEndpoint(ProviderName.Compatible, "gpt-4.1"), "gpt-4.1", 200, 50, _none).ShouldBeNull();
    }

    [Fact]
    public void A_configured_price_comes_first()
    {
        var prices = new Dictionary<string, ModelPrice>
        {
            ["gpt-4.1"] = new() { Input = 1m, Output = 2m },
        };

        Cost.Of("gpt-4.1", 1_000_000, 500_000, prices).ShouldBe(2m);
    }

    [Theory]
    [InlineData(ProviderName.Offline, "raum-offline", true)]
    [InlineData(ProviderName.OpenAi, "gpt-4.1-2025-04-14", true)]
    [InlineData(ProviderName.OpenAi, "gpt-9", false)]
    [InlineData(ProviderName.Compatible, "gpt-4.1", false)] // whatever it calls its model
    [InlineData(ProviderName.Compatible, "llama", true)]
    public void A_price_is_known_from_the_list_or_the_configuration(ProviderName name, string model, bool known)
    {
        var prices = new Dictionary<string, ModelPrice> { ["llama"] = new() };

        Cost.IsKnown(new ProviderEndpoint(name, model), prices).ShouldBe(known);
    }
}
