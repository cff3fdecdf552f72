namespace Raum.Redaction;

/// <summary>Words that stand in the same surroundings have the same class: family names of one language, products, dishes. None for a word that has none.</summary>
/// <param name="Number">The class, from 1 to <see cref="Most"/>; 0 for none.</param>
/// <param name="Group">A coarser class, from 1 to <see cref="MostGroups"/>; 0 for none.</param>
internal readonly record struct WordClass(ushort Number, byte Group)
{
    public const int Most = 1023;
    public const int MostGroups = 63;
}
