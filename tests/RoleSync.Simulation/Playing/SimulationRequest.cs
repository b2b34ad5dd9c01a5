using System.Globalization;
using RoleSync.Simulation.Histories;

namespace RoleSync.Simulation.Playing;

/// <summary>What is to be tried.</summary>
internal sealed record SimulationRequest
{
    /// <summary>Instead of the name of a fault: each, by the seed that is known to find it.</summary>
    public const string EveryFault = "all";

    /// <summary>This seed alone, with its story.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The first of many.</summary>
    public ulong From { get; init; } = 1;

    /// <summary>From one to the next.</summary>
    public ulong Step { get; init; } = 1;

    /// <summary>How many.</summary>
    public int? Count { get; init; }

    /// <summary>For how long.</summary>
    public double? Seconds { get; init; }

    /// <summary>Whether the first failure ends it.</summary>
    public bool StopsAtFirst { get; init; } = true;

    /// <summary>Processes side by side.</summary>
    public int Jobs { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Quiet histories of so many days instead of eventful ones; 0: eventful ones.</summary>
    public int Days { get; init; }

    /// <summary>The planted fault.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether a failing seed is shrunk.</summary>
    public bool Shrinks { get; init; } = true;

    /// <summary>The history of a seed.</summary>
    public History HistoryOf(ulong seed) => Days > 0 ? HistoryMaker.Quiet(seed, Days) : HistoryMaker.Make(seed);

    /// <summary>Reads NAME=value, any case; null where something is no request.</summary>
    public static SimulationRequest? Read(IEnumerable<string> arguments)
    {
        var request = new SimulationRequest { From = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 100_000 };
        foreach (var parts in arguments.Select(argument => argument.Split('=', 2)))
        {
            var value = parts.Length > 1 ? parts[1] : "";
            if (value.Length == 0)
            {
                continue; // make hands on what was not set
            }

            var isNumber = ulong.TryParse(value, CultureInfo.InvariantCulture, out var number);
            request = parts[0].ToUpperInvariant() switch
            {
                "FAULT" => request with { Fault = value },
                "SEED" when isNumber => request with { Seed = number },
                "FROM" when isNumber => request with { From = number },
                "STEP" when isNumber => request with { Step = number },
                "COUNT" when isNumber => request with { Count = (int)number },
                "SECONDS" when isNumber => request with { Seconds = number },
                "DAYS" when isNumber => request with { Days = (int)number },
                "JOBS" when isNumber => request with { Jobs = (int)number },
                "ALL" when isNumber => request with { StopsAtFirst = number == 0 },
                "SHRINK" when isNumber => request with { Shrinks = number != 0 },
                _ => null,
            };
            if (request is null)
            {
                return null;
            }
        }

        return request.Count is null && request.Seconds is null ? request with { Seconds = 60 } : request;
    }

    /// <summary>The same request for one of several processes.</summary>
    public IEnumerable<string> ForWorker(int worker) =>
    [
        $"FROM={From + ((ulong)worker * Step)}", $"STEP={Step * (ulong)Jobs}", $"ALL={(StopsAtFirst ? 0 : 1)}", $"FAULT={Fault}", $"SHRINK={(Shrinks ? 1 : 0)}",
        $"DAYS={Days}", $"SECONDS={Seconds}", Count is { } count ? $"COUNT={(count / Jobs) + (worker < count % Jobs ? 1 : 0)}" : "", Seed is { } seed ? $"SEED={seed}" : "",
    ];
}
