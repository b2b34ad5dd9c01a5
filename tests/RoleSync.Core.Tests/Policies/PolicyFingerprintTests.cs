using RoleSync.Core.Policies;

namespace RoleSync.Core.Tests.Policies;

public sealed class PolicyFingerprintTests
{
    [Fact]
    public void A_policy_is_known_by_all_that_it_says_and_by_nothing_else()
    {
        var same = new PolicyDraft(TierLadder.Default);
        foreach (var key in TierLadder.Default.Keys.Reverse())
        {
            same.Add(key.Key, Sample.RoleOf(key.Name));
        }

        var others = new[] { Sample.PolicyWithout("Known"), Swapped(), Sample.PolicyExempting(Sample.Unmanaged), Laddered() };

        Assert.Equal(Sample.Policy.Fingerprint, same.Build().Value!.Fingerprint);
        Assert.Equal(5, others.Select(policy => policy.Fingerprint).Append(Sample.Policy.Fingerprint).Distinct().Count());

        static Policy Swapped() => Draft(TierLadder.Default, name => name switch { "Known" => "Reputable", "Reputable" => "Known", _ => name }).Build().Value!;

        static Policy Laddered() => Draft(
            TierLadder.Create([.. TierLadder.Default.Tiers.Select(tier => tier.Name == "Known" ? tier with { Minimum = 1_450 } : tier)]).Value!, name => name).Build().Value!;
    }

    private static PolicyDraft Draft(TierLadder ladder, Func<string, string> meant)
    {
        var draft = new PolicyDraft(ladder);
        foreach (var key in TierLadder.Default.Keys)
        {
            draft.Add(key.Key, Sample.RoleOf(meant(key.Name)));
        }

        return draft;
    }
}
