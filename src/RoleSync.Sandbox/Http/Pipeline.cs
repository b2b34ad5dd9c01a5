using System.Diagnostics.CodeAnalysis;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Recording;

namespace RoleSync.Sandbox.Http;

/// <summary>The way of a request: half the network, faults, the service, late faults, the other half, the wire.</summary>
internal sealed class Pipeline(Faults faults, Journal journal, TimeProvider time, TimeSpan networkDelay, bool compress, CancellationToken stopping)
{
    private const int MaxBody = 26 << 20;
    private readonly TimeSpan _half = networkDelay / 2;
    private readonly Wire _wire = new(time, compress);

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a caller's custom fault throws, the others go on.")]
    public async Task RunAsync(HttpContext http, SimulatedApi api, string path)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var call = api.Match(http, path);
        api.Enter(call);
        var inside = true;
        void Leave(int status)
        {
            if (inside)
            {
                inside = false;
                api.Leave(call);
                journal.Answered(call.Method, call.RouteName, call.Path, status);
            }
        }
        try
        {
            await AnswerAsync(call, api, Leave, either.Token);
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            journal.Violation($"{call.Method} {call.Path} made the sandbox itself fail: {error}");
            http.Response.StatusCode = 500;
        }
        finally
        {
            Leave(0);
        }
    }

    private async Task AnswerAsync(Call call, SimulatedApi api, Action<int> leave, CancellationToken ct)
    {
        call.Body = await ReadBodyAsync(call.Http, ct);
        call.Http.Request.Body = new MemoryStream(call.Body.ToArray()); // a caller's own fault reads it again
        await PauseAsync(_half, ct);
        var striking = faults.Striking(call.Method, call.Path);
        var before = await StrikeAsync(call, striking, late: false, leave, ct);
        var (answer, done) = (before.Instead, before.IsDone);
        if (!done)
        {
            answer ??= api.Answer(call);
            var after = await StrikeAsync(call, striking, late: true, leave, ct);
            done = after.IsDone;
            if (after.Instead is { } instead)
            {
                answer.Dispose();
                answer = instead;
            }
        }
        using (answer)
        {
            if (!done)
            {
                await PauseAsync(_half, ct);
            }
            leave(answer is null || done ? 0 : answer.Status);
            if (answer is not null && !done)
            {
                await _wire.SendAsync(call.Http, answer, striking, ct);
            }
        }
    }

    private async Task<Strike> StrikeAsync(Call call, IReadOnlyList<FaultRule> striking, bool late, Action<int> leave, CancellationToken ct)
    {
        foreach (var rule in striking)
        {
            if (rule.IsLate != late)
            {
                continue;
            }
            var fault = rule.Fault;
            switch (fault.Kind)
            {
                case FaultKind.Answer:
                    return new Strike(FromFault(fault), IsDone: false);
                case FaultKind.Abort:
                    leave(0); // or the caller's next try might come before this one is seen to have ended
                    call.Http.Abort();
                    return new Strike(null, IsDone: true);
                case FaultKind.Hang:
                    leave(0); // nothing will be done any more
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
                    break;
                case FaultKind.Delay:
                    await PauseAsync(fault.Time, ct);
                    break;
                case FaultKind.Custom when await fault.Handler!(call.Http):
                    return new Strike(null, IsDone: true);
                default:
                    break; // the rest is done to the body, on the wire
            }
        }
        return new Strike(null, IsDone: false);
    }

    private static Answer FromFault(Fault fault)
    {
        var answer = Answer.Text(fault.StatusCode, fault.ContentType, fault.Text);
        foreach (var (name, value) in fault.Headers)
        {
            answer.With(name, value);
        }
        return fault.ContentType.StartsWith("application/json", StringComparison.Ordinal) && !fault.IsFromTheEdge ? answer.With("Via", "1.1 google") : answer;
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken ct) => pause > TimeSpan.Zero ? Task.Delay(pause, time, ct) : Task.CompletedTask;

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Request.ContentLength is 0 || (http.Request.ContentLength is null && !http.Request.Headers.ContainsKey("Transfer-Encoding") && !HttpProtocol.IsHttp2(http.Request.Protocol)))
        {
            return default;
        }
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, ct);
        return bytes.Length <= MaxBody ? bytes.GetBuffer().AsMemory(0, (int)bytes.Length) : default;
    }

    /// <summary>What faults did to one call.</summary>
    /// <param name="Instead">The answer that takes the place of the right one; null where there is none.</param>
    /// <param name="IsDone">Whether nothing is to be answered any more.</param>
    private readonly record struct Strike(Answer? Instead, bool IsDone);
}
