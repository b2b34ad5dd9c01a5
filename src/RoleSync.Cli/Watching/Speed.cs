namespace RoleSync.Cli.Watching;

/// <summary>How many changes a second were applied within the last ten seconds.</summary>
internal sealed class Speed(TimeProvider clock)
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, int Applied)> _seen = [];

    /// <summary>Takes in how many changes are applied by now; null until a second has passed.</summary>
    public double? At(int applied)
    {
        _seen.Enqueue((clock.GetTimestamp(), applied));
        while (clock.GetElapsedTime(_seen.Peek().At) > _window)
        {
            _seen.Dequeue();
        }

        var (first, before) = _seen.Peek();
        var passed = clock.GetElapsedTime(first);
        return passed >= TimeSpan.FromSeconds(1) ? (applied - before) / passed.TotalSeconds : null;
    }
}
