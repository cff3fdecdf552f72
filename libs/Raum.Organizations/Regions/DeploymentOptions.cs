using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Organizations.Regions;

/// <summary>Which part of the world this deployment serves (ORG-9). Section <c>Deployment</c>, the same in every process of a deployment.</summary>
public sealed class DeploymentOptions
{
    public const string Section = "Deployment";

    /// <summary><c>us</c>, <c>eu</c> or <c>apac</c>: organizations of another region are refused (<c>421</c>, no job). Default none: every organization is served.</summary>
    [RegularExpression("us|eu|apac")]
    public string? Region { get; set; }

    /// <summary>Address of the deployment in <c>us</c>, told to those who ask here for an organization of that region. Default none.</summary>
    public Uri? UsAddress { get; set; }

    /// <summary>Address of the deployment in <c>eu</c>, as <see cref="UsAddress"/>.</summary>
    public Uri? EuAddress { get; set; }

    /// <summary>Address of the deployment in <c>apac</c>, as <see cref="UsAddress"/>.</summary>
    public Uri? ApacAddress { get; set; }
}

[OptionsValidator]
internal sealed partial class DeploymentOptionsRanges : IValidateOptions<DeploymentOptions>;
