namespace RoleSync.Benchmarks.Rigs;

/// <summary>Loops that do nothing and take the processor from everybody else.</summary>
internal sealed class BusyLoops : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Thread> _threads = [];

    private BusyLoops()
    {
    }

    public static BusyLoops Start(int count)
    {
        var loops = new BusyLoops();
        for (var i = 0; i < count; i++)
        {
            var thread = new Thread(() => Spin(loops._end.Token)) { IsBackground = true };
            thread.Start();
            loops._threads.Add(thread);
        }

        return loops;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _threads.ForEach(thread => thread.Join());
        _end.Dispose();
    }

    private static void Spin(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            Thread.SpinWait(1_000);
        }
    }
}
