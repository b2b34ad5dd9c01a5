using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Tests.Discord.RateLimits;

public sealed class ChangingLimitTests
{
    private static readonly TimeSpan _tenSeconds = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Steps_of_both_wall_clocks_change_nothing(bool isSliding)
    {
        using var simulation = new LimiterSimulation();
        var bucket = LimitBoundTests.Bucket(isSliding, 10, _tenSeconds);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        simulation.Call(LimiterSimulation.Writes, 400, 3);
        foreach (var (second, hours) in new[] { (33, 3), (77, -5), (111, 48), (222, -1) })
        {
            simulation.Time.In(TimeSpan.FromSeconds(second), () => simulation.Time.WallClockStep = TimeSpan.FromHours(hours));
            simulation.Time.In(TimeSpan.FromSeconds(second + 2), () => bucket.ClockStep = TimeSpan.FromHours(hours));
        }

        simulation.Run();

        Assert.Equal(0, bucket.Refused);
        Assert.InRange(simulation.LastAnswer / bucket.Bound(400), 1.0, 1.05);
    }

    [Theory]
    [InlineData(false, 10, 5)]
    [InlineData(false, 5, 10)]
    [InlineData(true, 10, 5)]
    [InlineData(true, 5, 10)]
    public void A_limit_that_changes_in_mid_run_is_followed(bool isSliding, int before, int after)
    {
        using var simulation = new LimiterSimulation();
        var bucket = LimitBoundTests.Bucket(isSliding, before, _tenSeconds);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        simulation.Call(LimiterSimulation.Writes, 300, 4);
        simulation.Time.In(TimeSpan.FromSeconds(63), () => bucket.Limit = after);

        simulation.Run();

        // Requests that were under way when the limit fell could not know of it.
        Assert.InRange(bucket.Refused, 0, after < before ? 4 : 0);
        Assert.InRange(simulation.LastAnswer.TotalSeconds, 0, 300 / Math.Min(before, after) * 10.5);
    }

    [Fact]
    public void Requests_that_come_slower_than_the_windows_prove_no_sliding_window()
    {
        using var simulation = new LimiterSimulation();
        var bucket = new FixedModel(10, _tenSeconds);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        for (var i = 0; i < 6; i++)
        {
            simulation.Call(LimiterSimulation.Writes, 1, 1);
            simulation.Run();
            simulation.Time.Advance(TimeSpan.FromSeconds(12));
        }

        Assert.Equal(WindowModel.Fixed, simulation.Limiter.Snapshot().Buckets[0].Model);
        simulation.Call(LimiterSimulation.Writes, 60, 4);
        simulation.Run();

        Assert.Equal(0, bucket.Refused);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(false, 20)]
    [InlineData(true, 5)]
    [InlineData(true, 20)]
    public void A_window_whose_length_changes_in_mid_run_is_followed(bool isSliding, int seconds)
    {
        using var simulation = new LimiterSimulation();
        var bucket = LimitBoundTests.Bucket(isSliding, 10, _tenSeconds);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        simulation.Call(LimiterSimulation.Writes, 300, 4);
        simulation.Time.In(TimeSpan.FromSeconds(63), () => bucket.Window = TimeSpan.FromSeconds(seconds));

        simulation.Run();

        Assert.InRange(bucket.Refused, 0, 4);
        Assert.InRange(simulation.LastAnswer.TotalSeconds, 0, 310.0 / 10 * Math.Max(seconds, 10) * 1.05);
    }

    [Fact]
    public void A_bucket_that_turns_from_sliding_to_fixed_is_found_out()
    {
        using var simulation = new LimiterSimulation();
        simulation.Serve(LimiterSimulation.Writes, new SlidingModel(10, _tenSeconds));
        simulation.Call(LimiterSimulation.Writes, 200, 2);
        var later = new FixedModel(10, _tenSeconds);
        simulation.Time.In(TimeSpan.FromSeconds(50), () => simulation.Serve(LimiterSimulation.Writes, later));

        simulation.Run();

        Assert.InRange(later.Refused, 0, 2);
        Assert.Equal(WindowModel.Fixed, simulation.Limiter.Snapshot().Buckets[0].Model);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_foreign_client_of_the_token_is_made_room_for(bool isSliding)
    {
        using var simulation = new LimiterSimulation();
        var bucket = LimitBoundTests.Bucket(isSliding, 10, _tenSeconds);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        simulation.Call(LimiterSimulation.Writes, 200, 4);
        var foreign = 0;
        void ForeignRequest()
        {
            foreign++;
            bucket.Arrive(simulation.Time.Now);
            if (foreign < 60)
            {
                simulation.Time.In(TimeSpan.FromSeconds(3.1), ForeignRequest);
            }
        }

        simulation.Time.In(TimeSpan.FromSeconds(5), ForeignRequest);

        simulation.Run();

        // Each foreign request can take the place of one of ours that is already on its way, and not more.
        Assert.InRange(bucket.Refused, 0, foreign);
        Assert.InRange(simulation.LastAnswer.TotalSeconds, 0, (200 + foreign) * 1.2);
    }

    [Fact]
    public void The_snapshot_tells_of_foreign_requests()
    {
        using var simulation = new LimiterSimulation();
        var bucket = new FixedModel(10, _tenSeconds);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        bucket.Arrive(TimeSpan.Zero);
        bucket.Arrive(TimeSpan.Zero);
        simulation.Call(LimiterSimulation.Writes, 3, 1);

        simulation.Run();

        var shown = Assert.Single(simulation.Limiter.Snapshot().Buckets);
        Assert.Equal((10, 5, 2, WindowModel.Fixed, "b0bb9027"), (shown.Limit, shown.Remaining, shown.Foreign, shown.Model, shown.Hash));
    }

    [Fact]
    public void A_bucket_with_a_new_name_is_learnt_anew()
    {
        using var simulation = new LimiterSimulation();
        simulation.Serve(LimiterSimulation.Writes, new SlidingModel(10, _tenSeconds));
        simulation.Call(LimiterSimulation.Writes, 100, 4);
        var later = new FixedModel(5, TimeSpan.FromSeconds(1)) { Hash = "other" };
        simulation.Time.In(TimeSpan.FromSeconds(50), () => simulation.Serve(LimiterSimulation.Writes, later));

        simulation.Run();

        Assert.Equal(0, later.Refused);
        Assert.Equal("other", simulation.Limiter.Snapshot().Buckets[0].Hash);
    }
}
