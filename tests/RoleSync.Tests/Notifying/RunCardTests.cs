using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Discord.Messages;
using RoleSync.Notifying;

namespace RoleSync.Tests.Notifying;

public sealed class RunCardTests
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

        Assert.Equal("Run 42: applying", embed.Title);
        Assert.Equal("▰▰▰▰▰▱▱▱▱▱ 50 %, 5,500 of 11,000 members", embed.Description);
        Assert.Equal(
            [("Changes", "100 of 400 applied"), ("Time", $"began <t:{_run.CreatedAt.ToUnixTimeSeconds()}:R>, about 30 min 0 s left"), ("Speed", "0.2 changes a second")],
            embed.Fields.Select(field => (field.Name, field.Value)));
        Assert.Equal("Started by CRON at 2026-11-01 01:30 UTC in guild 7", embed.Footer);
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
        var failed = _run with { Phase = RunPhase.Failed, Failed = 7, Refused = 2, Skipped = 1, Unknown = 3, Losing = 1_200, Error = "The bot may not manage roles.", EndedAt = _now };

        var embed = DigestText.Of(failed, [], new Uri("http://sync.example/base/"), _now).Embeds[0];

        Assert.Contains("The bot may not manage roles.", embed.Description, StringComparison.Ordinal);
        Assert.Equal(
            [
                ("Changes", "100 of 400 applied, 7 failed, 2 refused, 1 skipped"), ("Time", $"took 30 min 0 s, ended <t:{_now.ToUnixTimeSeconds()}:R>"),
                ("Unknown at Ethos", "3 members, left as they are"), ("Members who lose something", "1,200"),
            ],
            embed.Fields.Select(field => (field.Name, field.Value)));
        Assert.Equal("http://sync.example/base/runs/42", embed.Url!.AbsoluteUri);
    }

    [Fact]
    public void A_dry_run_speaks_of_what_is_planned_and_of_no_progress_in_writing()
    {
        var embed = DigestText.Of(_run with { Kind = RunKind.DryRun, Phase = RunPhase.Completed, NextIndex = 0, Applied = 0, EndedAt = _now }, [], null, _now).Embeds[0];

        Assert.Equal("Dry run 42: completed", embed.Title);
        Assert.Equal("11,000 members in scope", embed.Description);
        Assert.Equal("400 planned", embed.Fields[0].Value);
    }

    [Fact]
    public void While_nothing_of_a_run_moves_its_card_stays_the_same()
    {
        foreach (var waiting in new[] { _run with { Phase = RunPhase.Waiting }, _run with { Phase = RunPhase.Held }, _run with { Phase = RunPhase.Stopped, EndedAt = _now } })
        {
            Assert.Equal(DigestText.Of(waiting, [], null, _now).ToJson(), DigestText.Of(waiting, [], null, _now.AddHours(5)).ToJson());
        }
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
