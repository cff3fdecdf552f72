using Raum.Core;

namespace Raum.Keys;

/// <summary>What a wrapped key belongs to. It is bound to the wrapping, and visible to the key service: never personal data.</summary>
/// <param name="Purpose"><c>field</c>, <c>credential</c>, <c>transit</c> or <c>audit</c>.</param>
public sealed record KeyContext(OrganizationId Organization, string Purpose);
