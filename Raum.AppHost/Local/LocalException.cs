namespace Raum.AppHost.Local;

/// <summary>Something the person at the terminal can mend: the message says what happened, why, and what to do.</summary>
internal sealed class LocalException(string message) : Exception(message);
