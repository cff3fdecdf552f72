using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Raum.Attachments;

public static class AttachmentServiceCollectionExtensions
{
    /// <summary>Registers <see cref="AttachmentReader"/>. The host binds <see cref="AttachmentOptions"/>.</summary>
    public static IServiceCollection AddRaumAttachments(this IServiceCollection services)
    {
        services.AddOptions<AttachmentOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<AttachmentOptions>, AttachmentOptionsRanges>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AttachmentReader>();
        return services;
    }
}
