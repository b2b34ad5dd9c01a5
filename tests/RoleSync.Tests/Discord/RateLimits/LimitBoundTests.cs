using CsCheck;
using RoleSync.Discord.Options;

namespace RoleSync.Tests.Discord.RateLimits;

public sealed class LimitBoundTests
{
    private static readonly TimeSpan _tenSeconds = TimeSpan.FromSeconds(10);

    public static TheoryData<bool, int> ModelsAndCallers => new MatrixTheoryData<bool, int>([false, true], [1, 2, 3, 4]);

    [Theory]
    [MemberData(nameof(ModelsAndCallers))]
    public void A_thousand_writes_take_what_the_limit_allows_and_not_one_is_refused(bool isSliding, int callers)
    {
        using var simulation = new LimiterSimulation();
        ModelBucket bucket = isSliding ? new SlidingModel(10, _tenSeconds) : new FixedModel(10, _tenSeconds);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        simulation.Call(LimiterSimulation.Writes, 1_000, callers);

        simulation.Run();

        Assert.Equal((1_000, 0), (bucket.Taken, bucket.Refused));
        var ratio = simulation.LastAnswer / bucket.Bound(1_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{(isSliding ? "sliding" : "fixed")}, {callers} callers: {ratio:0.0000} of the bound");
        Assert.InRange(ratio, 1.0, 1.02);
    }

    [Fact]
    public void No_request_is_refused_whatever_the_limit_the_network_and_the_number_of_callers()
    {
        var scenario =
            from isSliding in Gen.Bool
            from limit in Gen.Int[1, 20]
            from window in Gen.OneOf(Gen.Int[20, 400], Gen.Int[200, 12_000])
            from delay in Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, 150])
            from jitter in Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 120])
            from callers in Gen.Int[1, 8]
            from requests in Gen.Int[1, 150]
            from seed in Gen.Int[0, int.MaxValue]
            select (isSliding, limit, window, delay, jitter, callers, requests, seed);

        scenario.Sample(
            s =>
            {
                using var simulation = new LimiterSimulation();
                var bucket = Bucket(s.isSliding, s.limit, TimeSpan.FromMilliseconds(s.window));
                simulation.Delay = Jitter(s.delay, s.jitter, s.seed);
                simulation.Serve(LimiterSimulation.Writes, bucket);
                simulation.Call(LimiterSimulation.Writes, s.requests, s.callers);

                simulation.Run();

                Assert.Equal((s.requests, 0), (bucket.Taken, bucket.Refused));
            },
            iter: 400);
    }

    [Fact]
    public void Answers_that_get_lost_cost_time_but_no_refusal()
    {
        var scenario = Gen.Select(Gen.Bool, Gen.Int[2, 12], Gen.Int[1, 6], Gen.Int[0, int.MaxValue]);
        scenario.Sample(
            s =>
            {
                var (isSliding, limit, callers, seed) = s;
                using var simulation = new LimiterSimulation();
                var bucket = Bucket(isSliding, limit, TimeSpan.FromSeconds(2));
                var chance = new Random(seed);
                simulation.LosesAnswer = () => bucket.Taken > 3 && chance.Next(5) == 0; // of a bucket that never answered nothing can be known
                simulation.Serve(LimiterSimulation.Writes, bucket);
                simulation.Call(LimiterSimulation.Writes, 60, callers);

                simulation.Run();

                Assert.Equal(0, bucket.Refused);
            },
            iter: 300);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Windows_fifty_times_faster_than_Discords_work_as_well(bool isSliding)
    {
        using var simulation = new LimiterSimulation(new DiscordOptions { LimitGuard = TimeSpan.FromMilliseconds(1), GlobalRequests = 1_000 });
        var bucket = Bucket(isSliding, 10, TimeSpan.FromMilliseconds(200));
        simulation.Delay = () => TimeSpan.FromMilliseconds(1);
        simulation.Serve(LimiterSimulation.Writes, bucket);
        simulation.Call(LimiterSimulation.Writes, 1_000, 2);

        simulation.Run();

        Assert.Equal(0, bucket.Refused);
        Assert.InRange(simulation.LastAnswer / bucket.Bound(1_000), 1.0, 1.03);
    }

    internal static ModelBucket Bucket(bool isSliding, int limit, TimeSpan window) =>
        isSliding ? new SlidingModel(limit, window) : new FixedModel(limit, window);

    internal static Func<TimeSpan> Jitter(int delay, int jitter, int seed)
    {
        var chance = new Random(seed);
        return () => TimeSpan.FromMilliseconds(delay + (chance.NextDouble() * jitter));
    }
}
