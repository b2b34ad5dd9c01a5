using RoleSync.Sandbox.Limiting;

namespace RoleSync.Sandbox.Ethos;

/// <summary>Ethos's limit of calls a minute, in fixed windows; all callers without X-Ethos-Client share a stricter one.</summary>
internal sealed class CallLimit(TimeProvider time, double speed, int callsPerMinute)
{
    private const int Anonymous = 10;
    private readonly Bucket _named = new();
    private readonly Bucket _anonymous = new();
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _window = TimeSpan.FromMinutes(1) / speed;

    public int WindowSeconds => Math.Max(1, (int)Math.Ceiling(_window.TotalSeconds));

    public Verdict Take(bool named) => (named ? _named : _anonymous).Take(
        new LimitRule(named ? callsPerMinute : Anonymous, _window, WindowModel.Fixed), time.GetElapsedTime(_start));
}
