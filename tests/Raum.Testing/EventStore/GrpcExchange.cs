using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.EventStore;

/// <summary>One gRPC call at the node's side.</summary>
internal sealed class GrpcExchange(HttpContext context)
{
    public CancellationToken Aborted => context.RequestAborted;

    public string? Header(string name) => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>What no gRPC server would accept.</summary>
    public string? WhatIsWrong() =>
        context.Request.Protocol != "HTTP/2" ? "not HTTP/2"
        : context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true ? "content-type"
        : Header("te") != "trailers" ? "te"
        : null;

    /// <summary>The next message; null when the caller has closed its side.</summary>
    public async Task<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var prefix = new byte[5];
        var read = await context.Request.Body.ReadAtLeastAsync(prefix, 5, throwOnEndOfStream: false, Aborted);
        if (read == 0)
        {
            return null;
        }

        if (read < 5 || prefix[0] != 0)
        {
            throw new IOException("The caller sent half a frame.");
        }

        var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1))];
        await context.Request.Body.ReadExactlyAsync(message, Aborted);
        return parser.ParseFrom(message);
    }

    public async Task WriteAsync(IMessage message)
    {
        var bytes = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 5);
        message.WriteTo(bytes.AsSpan(5));
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/grpc";
        }

        await context.Response.Body.WriteAsync(bytes, Aborted);
        await context.Response.Body.FlushAsync(Aborted);
    }

    public void Succeed() => Status(0);

    /// <summary>Ends the call; without an answer before it, the status is in the headers.</summary>
    public void Fail(int status, params (string Name, string Value)[] details)
    {
        foreach (var (name, value) in details)
        {
            Put(name, value);
        }

        Status(status);
    }

    /// <summary>The whole connection breaks, and every call on it.</summary>
    public void Drop()
    {
        if (context.Features.Get<IConnectionLifetimeFeature>() is { } connection)
        {
            connection.Abort();
        }

        context.Abort();
    }

    private void Status(int status) => Put("grpc-status", status.ToString(CultureInfo.InvariantCulture));

    private void Put(string name, string value)
    {
        if (context.Response.HasStarted)
        {
            context.Response.AppendTrailer(name, value);
        }
        else
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers[name] = value;
        }
    }
}
