using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>What a read model may show of a body: its numbers, ids and names from closed sets, as JSON. Nothing of type <see cref="PersonalText"/> gets in.</summary>
internal static class EventDetails
{
    private static readonly JsonSerializerOptions Options = NewOptions();

    public static string Write(AuditEvent auditEvent) => JsonSerializer.Serialize(auditEvent, Options.GetTypeInfo(auditEvent.GetType()));

    private static JsonSerializerOptions NewOptions()
    {
        var options = new JsonSerializerOptions(EventBody.Options)
        {
            TypeInfoResolver = EventBody.Options.TypeInfoResolver!.WithAddedModifier(LeaveContentOut),
        };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveContentOut(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (
                property.PropertyType == typeof(PersonalText)
                || property.PropertyType == typeof(AuditOrigin)
                || property.PropertyType == typeof(IReadOnlyList<byte[]>)
            )
            {
                property.ShouldSerialize = static (_, _) => false;
            }
        }
    }
}
