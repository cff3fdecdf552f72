namespace Raum.AppHost.Local;

/// <summary>The folder of this clone: the one above this program that holds <c>Raum.sln</c>.</summary>
internal static class Repository
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Raum.sln")))
            {
                return folder.FullName;
            }
        }

        throw new LocalException("Raum.sln was not found above this program. Run it from a clone, with ./raum.");
    }
}
