using System.Text.RegularExpressions;

namespace Raum.Keys.Customers;

/// <summary>A KMS key in the customer's own account, and the role that lets Raum use it.</summary>
/// <param name="KeyArn">Of the key itself, not of an alias: an alias can be pointed elsewhere.</param>
/// <param name="RoleArn">Its trust policy names Raum's roles and the organization's id as external id.</param>
internal sealed partial record CustomerKey(Guid Id, string KeyArn, string RoleArn)
{
    private const string Prefix = "customer.v1/";

    /// <summary>Stored beside each key that it wrapped.</summary>
    public string Wrapper => Prefix + Id.ToString("N");

    /// <summary>AWS region of the key.</summary>
    public string AwsRegion => KeyArn.Split(':')[3];

    public static bool IsWrapper(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>True for the ARN of one KMS key and the ARN of one role (AWS: "Amazon Resource Names").</summary>
    public static bool Allows(string keyArn, string roleArn) => Key().IsMatch(keyArn) && Role().IsMatch(roleArn);

    /// <summary>Raum's region in which a key of this AWS region lies (ORG-9); null where that is none of them.</summary>
    public static string? RegionOf(string keyArn) =>
        keyArn.Split(':')[3] switch
        {
            var name when name.StartsWith("eu-", StringComparison.Ordinal) => "eu",
            var name when name.StartsWith("us-", StringComparison.Ordinal) => "us",
            var name when name.StartsWith("ap-", StringComparison.Ordinal) => "apac",
            _ => null,
        };

    [GeneratedRegex(@"\Aarn:aws(-[a-z-]+)?:kms:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:key/[A-Za-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(
        @"\Aarn:aws(-[a-z-]+)?:iam::[0-9]{12}:role/[\w+=,.@/-]{1,128}\z",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript
    )]
    private static partial Regex Role();
}
