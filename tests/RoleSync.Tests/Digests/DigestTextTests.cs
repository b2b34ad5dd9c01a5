using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Notifying;

namespace RoleSync.Tests.Digests;

public sealed class DigestTextTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 1, 2, 0, 0, TimeSpan.Zero);

    private static readonly Run _run = new()
    {
        Id = new RunId(42),
        Guild = new GuildId(7),
        Kind = RunKind.Sync,
        Trigger = RunTrigger.Cron,
        Phase = RunPhase.Applying,
        StartIndex = 0,
        ChunkSize = 50,
        ContinuesByItself = true,
        Total = 11_000,
        NextIndex = 5_500,
        Planned = 400,
        Applied = 100,
        CreatedAt = _now.AddMinutes(-30),
        PlannedAt = _now.AddMinutes(-10),
    };

    [Fact]
    public void It_says_how_far_the_run_is_and_how_long_it_takes()
    {
        var embed = Assert.Single(DigestText.Of(_run, [], null, _now).Embeds);

        Assert.Equal("Role sync 42: applying", embed.Title);
        Assert.Contains("50 %, 5,500 of 11,000 members", embed.Description, StringComparison.Ordinal);
        Assert.Contains("About 30 min 0 s left", embed.Description, StringComparison.Ordinal);
        Assert.Equal("100 of 400 applied", Assert.Single(embed.Fields).Value);
        Assert.Null(embed.Url);
    }

    [Fact]
    public void A_switch_of_tiers_counts_its_members_once()
    {
        var embed = DigestText.Of(
            _run,
            [
                new TransitionCount("Known -> Established", ChangeKind.Grant, Outcome.Applied, 3),
                new TransitionCount("Known -> Established", ChangeKind.Grant, Outcome.Pending, 9),
                new TransitionCount("Known -> Established", ChangeKind.Revoke, Outcome.Pending, 12),
                new TransitionCount("+ Validator", ChangeKind.Grant, Outcome.Pending, 20),
            ],
            null,
            _now).Embeds[0];

        Assert.Equal("+ Validator: 20\nKnown -> Established: 12 (3 done)", embed.Fields[^1].Value);
    }

    [Fact]
    public void Failures_and_what_ended_the_run_are_told()
    {
        var failed = _run with { Phase = RunPhase.Failed, Failed = 7, Unknown = 3, Error = "The bot may not manage roles.", EndedAt = _now };

        var embed = DigestText.Of(failed, [], new Uri("http://sync.example/base/"), _now).Embeds[0];

        Assert.Contains("The bot may not manage roles.", embed.Description, StringComparison.Ordinal);
        Assert.Equal(["Changes", "Failed", "Unknown at Ethos"], embed.Fields.Select(field => field.Name));
        Assert.Equal("http://sync.example/base/runs/42", embed.Url!.AbsoluteUri);
        Assert.Contains("took 30 min 0 s", embed.Footer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_of_a_webhook_shows_nothing_of_itself_and_keeps_its_thread()
    {
        var address = new WebhookAddress(new Uri("https://discord.com/api/webhooks/1/secret?thread_id=5"));

        Assert.Equal("https://discord.com/api/webhooks/1/secret?thread_id=5&wait=true", address.ForPosting.AbsoluteUri);
        Assert.Equal("https://discord.com/api/webhooks/1/secret/messages/9?thread_id=5", address.Of(9).AbsoluteUri);
        Assert.DoesNotContain("secret", $"{address}", StringComparison.Ordinal);
        Assert.NotEqual(address.Number, new WebhookAddress(new Uri("https://discord.com/api/webhooks/1/other")).Number);
    }
}
