using System.Globalization;

namespace RoleSync.Simulation.Playing;

/// <summary>What is to be tried.</summary>
internal sealed record Wish
{
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

    /// <summary>The planted fault.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether a failing seed is shrunk.</summary>
    public bool Shrinks { get; init; } = true;

    /// <summary>Reads NAME=value, any case; null where something is no wish.</summary>
    public static Wish? Read(IEnumerable<string> arguments)
    {
        var wish = new Wish { From = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 100_000 };
        foreach (var parts in arguments.Select(argument => argument.Split('=', 2)))
        {
            var value = parts.Length > 1 ? parts[1] : "";
            if (value.Length == 0)
            {
                continue; // make hands on what was not set
            }

            var isNumber = ulong.TryParse(value, CultureInfo.InvariantCulture, out var number);
            wish = parts[0].ToUpperInvariant() switch
            {
                "FAULT" => wish with { Fault = value },
                "SEED" when isNumber => wish with { Seed = number },
                "FROM" when isNumber => wish with { From = number },
                "STEP" when isNumber => wish with { Step = number },
                "COUNT" when isNumber => wish with { Count = (int)number },
                "SECONDS" when isNumber => wish with { Seconds = number },
                "JOBS" when isNumber => wish with { Jobs = (int)number },
                "ALL" when isNumber => wish with { StopsAtFirst = number == 0 },
                "SHRINK" when isNumber => wish with { Shrinks = number != 0 },
                _ => null,
            };
            if (wish is null)
            {
                return null;
            }
        }

        return wish.Count is null && wish.Seconds is null ? wish with { Seconds = 60 } : wish;
    }

    /// <summary>The same wish for one of several processes.</summary>
    public IEnumerable<string> ForWorker(int worker) =>
    [
        $"FROM={From + ((ulong)worker * Step)}", $"STEP={Step * (ulong)Jobs}", $"ALL={(StopsAtFirst ? 0 : 1)}", $"FAULT={Fault}", $"SHRINK={(Shrinks ? 1 : 0)}",
        $"SECONDS={Seconds}", Count is { } count ? $"COUNT={(count / Jobs) + (worker < count % Jobs ? 1 : 0)}" : "", Seed is { } seed ? $"SEED={seed}" : "",
    ];
}
