using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Network;

/// <summary>Every request between the service and the world, as somebody on the wire would see it.</summary>
internal sealed class Traffic(SimulatedTime time)
{
    /// <summary>One request.</summary>
    internal sealed record Call(Process Process, Exchange Exchange, TimeSpan SentAt)
    {
        public string Method => Exchange.Method;

        public string Path => Exchange.Path;

        /// <summary>Whether its answer has come back, or would have.</summary>
        public bool IsOver { get; set; }
    }

    /// <summary>Told of every request that a process sends.</summary>
    public Action<Call>? OnSent { get; set; }

    /// <summary>Told of every answer that has come back, or would have.</summary>
    public Action<Call>? OnDone { get; set; }

    /// <summary>Told of every answer as the server has made it.</summary>
    public Action<Call>? OnAnswered { get; set; }

    /// <summary>Requests so far.</summary>
    public int Count { get; private set; }

    public Call Sent(Exchange exchange)
    {
        Count++;
        var call = new Call(exchange.Process, exchange, time.Elapsed);
        OnSent?.Invoke(call);
        return call;
    }

    public void Answered(Call call) => OnAnswered?.Invoke(call);

    public void Done(Call call)
    {
        call.IsOver = true;
        OnDone?.Invoke(call);
    }
}
