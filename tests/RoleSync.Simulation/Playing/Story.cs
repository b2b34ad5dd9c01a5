using System.Globalization;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Playing;

/// <summary>What happened, to be read: virtual time, actor, event. Its fingerprint tells two stories apart without keeping them.</summary>
internal sealed class Story(SimulatedTime time, bool keeps)
{
    private readonly List<string> _lines = [];
    private ulong _print = 14695981039346656037;

    /// <summary>Equal for equal stories.</summary>
    public string Fingerprint => _print.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>How many lines it has.</summary>
    public int Count { get; private set; }

    /// <summary>The lines, where they are kept.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public void Tell(string actor, string what)
    {
        Count++;
        foreach (var letter in what)
        {
            _print = (_print ^ letter) * 1099511628211;
        }

        _print = (_print ^ (ulong)time.Elapsed.Ticks) * 1099511628211;
        if (keeps)
        {
            _lines.Add($"{time.Elapsed:d\\.hh\\:mm\\:ss\\.fff} {actor,-10} {what}");
        }
    }
}
