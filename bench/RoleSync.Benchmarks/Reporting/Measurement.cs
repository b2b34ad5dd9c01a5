namespace RoleSync.Benchmarks.Reporting;

/// <summary>What was measured of one piece of work.</summary>
/// <param name="Name">The work, in a few words.</param>
/// <param name="Speed">How many times faster than Discord's the limits passed.</param>
/// <param name="Took">How long it took, at that speed; null where the time is no matter.</param>
/// <param name="Bound">The least time that the limits allow; null where they are no matter.</param>
/// <param name="RequiredRatio">The most that the time may be of the bound; null: it is only shown.</param>
/// <param name="Costs">What it cost.</param>
/// <param name="Figures">Everything else that was measured.</param>
internal sealed record Measurement(
    string Name, double Speed, TimeSpan? Took, Bound? Bound, double? RequiredRatio, Costs Costs, IReadOnlyList<Figure> Figures)
{
    /// <summary>Time by bound; null where there is none.</summary>
    public double? Ratio => Bound is { Time.Ticks: > 0 } bound ? Took * Speed / bound.Time : null;

    /// <summary>Whether everything that is required was met.</summary>
    public bool IsMet => (RequiredRatio is null || Ratio <= RequiredRatio) && Figures.All(figure => figure.IsMet);
}

/// <summary>What a piece of work cost.</summary>
/// <param name="DiscordCalls">Answers of Discord.</param>
/// <param name="EthosCalls">Answers of Ethos.</param>
/// <param name="TooMany">Answers 429 of either.</param>
/// <param name="PeakMegabytes">The most memory that the service ever held; null where no service was at work.</param>
/// <param name="CpuSeconds">Processor time of the service.</param>
internal sealed record Costs(int DiscordCalls, int EthosCalls, int TooMany, double? PeakMegabytes, double? CpuSeconds);

/// <summary>One number.</summary>
/// <param name="What">What it counts, with its unit.</param>
/// <param name="Value">The number.</param>
/// <param name="AtMost">The most it may be; null: it is only shown.</param>
internal sealed record Figure(string What, double Value, double? AtMost = null)
{
    public bool IsMet => AtMost is null || Value <= AtMost;
}
