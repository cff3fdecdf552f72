namespace Raum.Redis;

/// <summary>Which error replies say "not now"; every other one is a bug of the caller.</summary>
internal static class RedisTroubles
{
    public static RedisTrouble? Of(string errorCode) =>
        errorCode switch
        {
            "LOADING" => RedisTrouble.Loading,
            "READONLY" or "MISCONF" or "NOREPLICAS" => RedisTrouble.NotWritable,
            "OOM" => RedisTrouble.OutOfMemory,
            "BUSY" or "CLUSTERDOWN" or "TRYAGAIN" or "MASTERDOWN" => RedisTrouble.Busy,
            "NOAUTH" or "WRONGPASS" => RedisTrouble.LoginRefused,
            _ => null,
        };
}
