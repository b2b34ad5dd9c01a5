using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>A short text that stands for a policy: which role is named by which key, the ladder, and who is exempt.</summary>
internal static class PolicyFingerprint
{
    private const int Length = 16;

    public static string Of(TierLadder ladder, IReadOnlyList<ManagedRole> roles, RoleId? exempt)
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
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, Length));
    }
}
