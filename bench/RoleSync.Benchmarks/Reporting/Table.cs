using System.Globalization;

namespace RoleSync.Benchmarks.Reporting;

/// <summary>Writes measurements as a plain table: a line each, and below it the formula and whatever else is required.</summary>
internal sealed class Table(TextWriter to)
{
    private const string Heading = "                                                 seconds    bound  ratio  most       Discord  Ethos   429    MB   CPU s";

    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>Writes the heading.</summary>
    public void Begin() => to.WriteLine(Heading);

    /// <summary>Writes one measurement.</summary>
    public void Add(Measurement measurement)
    {
        var (bound, costs) = (measurement.Bound?.Time / measurement.Speed, measurement.Costs);
        to.WriteLine(string.Create(
            _culture,
            $"{measurement.Name,-46} {Number(measurement.Took?.TotalSeconds, "0.00"),9}{Number(bound?.TotalSeconds, "0.00"),9}{Number(measurement.Ratio, "0.000"),7}{Number(measurement.RequiredRatio, "0.00"),6} {Verdict(measurement),-5} {costs.DiscordCalls,7}{costs.EthosCalls,7}{costs.TooMany,6}{Number(costs.PeakMegabytes, "0"),6}{Number(costs.CpuSeconds, "0.0"),8}"));
        if (measurement is { Bound: { } limits, Took: { } took })
        {
            to.WriteLine($"    bound: {limits.Formula}");
            if (measurement.Speed != 1)
            {
                to.WriteLine(string.Create(
                    _culture,
                    $"    limits, delay and guards {measurement.Speed:0.##} times as fast as Discord's; at its own speed {(took * measurement.Speed).TotalSeconds:N0} s of at least {limits.Time.TotalSeconds:N0} s"));
            }
        }

        foreach (var figure in measurement.Figures)
        {
            to.WriteLine(string.Create(
                _culture,
                $"    {figure.What}: {figure.Value:#,0.###}{(figure.AtMost is { } most ? $", at most {most:#,0.###}: {(figure.IsMet ? "ok" : "FAIL")}" : "")}"));
        }
    }

    private static string Verdict(Measurement measurement) => !measurement.IsMet ? "FAIL"
        : measurement is { Ratio: not null, RequiredRatio: null } ? "shown"
        : "ok";

    private static string Number(double? value, string format) => value?.ToString(format, _culture) ?? "-";
}
