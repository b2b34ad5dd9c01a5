using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>A short text that stands for a policy: which role is named by which key, the ladder, who is exempt, and who is looked after.</summary>
internal static class PolicyFingerprint
{
    private const int Length = 16;

    public static string Of(TierLadder ladder, IReadOnlyList<ManagedRole> roles, RoleId? exempt, Scope scope, StrayHandling strays)
    {
        var text = new StringBuilder();
        foreach (var role in roles.OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{role.Key}={role.Id}\n");
        }

        foreach (var tier in ladder.Tiers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{tier.Name}>={tier.Minimum}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"exempt={exempt}");

        // Named only where they are not what they always were: a plan of an earlier version keeps its policy.
        text.Append(scope is Scope.Verified ? "" : $"\nscope={scope}");
        text.Append(strays is StrayHandling.Report ? "" : $"\nstrays={strays}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, Length));
    }
}
