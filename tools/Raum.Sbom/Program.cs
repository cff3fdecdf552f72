using Raum.Sbom;

if (args is not [var root, .. var projects] || projects.Length == 0)
{
    await Console.Error.WriteLineAsync("Usage: Raum.Sbom ROOT PROJECT-FOLDER ...");
    return 2;
}

foreach (var project in projects.Where(project => !File.Exists(RestoredPackages.FileOf(root, project))))
{
    await Console.Error.WriteLineAsync($"{project} is not restored.");
    return 1;
}

await using var output = Console.OpenStandardOutput();
BillOfMaterials.Write(RestoredPackages.Read(root, projects), output);
return 0;
