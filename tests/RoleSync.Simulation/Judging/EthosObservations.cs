using System.Text.Json;
using RoleSync.Sandbox.Worlds;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Judging;

/// <summary>What Ethos has told the service of whom, and when: read from the answers on the wire.</summary>
internal sealed class EthosObservations(World world, SimulatedTime time)
{
    /// <summary>A plan is looked at again after 15 minutes; a chunk that has begun takes a while.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(25);

    private readonly Dictionary<ulong, List<EthosObservation>> _byMember = [];

    /// <summary>One trustworthy answer about one member; no user: Ethos knows nobody.</summary>
    internal sealed record EthosObservation(TimeSpan At, EthosUser? User);

    /// <summary>Those that count still.</summary>
    public IReadOnlyList<EthosObservation> Of(ulong member)
    {
        if (!_byMember.TryGetValue(member, out var observations))
        {
            return [];
        }

        observations.RemoveAll(observation => time.Elapsed - observation.At > _longest);
        return observations;
    }

    /// <summary>Notes an answer to POST /users/by/discord.</summary>
    public void Note(byte[] question, ReadOnlyMemory<byte> answer)
    {
        List<ulong> asked;
        Dictionary<ulong, bool> found = [];
        var isClean = true;
        try
        {
            using var ids = JsonDocument.Parse(question);
            asked = [.. ids.RootElement.GetProperty("discordIds").EnumerateArray().Select(id => ulong.Parse(id.GetString()!, System.Globalization.CultureInfo.InvariantCulture))];
            using var items = JsonDocument.Parse(answer);
            foreach (var item in items.RootElement.EnumerateArray())
            {
                var isRead = item.TryGetProperty("score", out var score) && score.ValueKind is JsonValueKind.Number;
                isClean &= isRead;
                foreach (var key in item.GetProperty("userkeys").EnumerateArray().Select(key => key.GetString()!).Where(key => key.StartsWith("service:discord:", StringComparison.Ordinal)))
                {
                    found[ulong.Parse(key.AsSpan("service:discord:".Length), System.Globalization.CultureInfo.InvariantCulture)] = isRead;
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return;
        }

        foreach (var member in asked)
        {
            if (found.TryGetValue(member, out var isRead) ? isRead : isClean)
            {
                if (!_byMember.TryGetValue(member, out var observations))
                {
                    _byMember[member] = observations = [];
                }

                observations.Add(new EthosObservation(time.Elapsed, found.ContainsKey(member) ? world.Ethos.Find(member) : null));
            }
        }
    }
}
