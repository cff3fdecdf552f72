// Debian is what the one-machine runner is for; elsewhere use containers and the Aspire model.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
