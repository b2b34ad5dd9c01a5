using CsCheck;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Standings;

namespace RoleSync.Tests.Ethos;

/// <summary>Who shares a call to Ethos, who shares its answer, and who gets an own one. On a clock that the test moves.</summary>
public sealed class StandingBatchesTests
{
    private static readonly LookUpTerms _any = new(RequestPriority.Background, NewerThan: long.MinValue);
    private static readonly LookUpTerms _anew = LookUpTerms.Anew(RequestPriority.Interactive);
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Whatever_is_asked_every_member_is_answered_nobody_waits_for_more_than_a_quarter_of_a_second_and_calls_are_as_few_as_that_allows()
    {
        var asks =
            from at in Gen.Int[0, 200]
            from first in Gen.Int[1, 3_000]
            from count in Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 1_200])
            from isAnew in Gen.Bool
            select (at, first, count, isAnew);

        asks.Array[1, 25].Sample(
            all =>
            {
                using var ethos = Start(AnswerAsync);
                var looking = new List<(int At, int First, int Count, bool IsAnew, TimeSpan Came, Task<IReadOnlyDictionary<MemberId, Standing>> Answer)>();
                for (var step = 0; step <= 240; step++)
                {
                    foreach (var (at, first, count, isAnew) in all.Where(ask => ask.at == step))
                    {
                        looking.Add((at, first, count, isAnew, Now(ethos), Ask(ethos, Ids(first, count), isAnew ? _anew : _any)));
                    }

                    ethos.Clock.Advance(_step);
                }

                Finish(ethos, looking.Select(look => look.Answer));
                Assert.All(looking, look =>
                {
                    Assert.Equal(Ids(look.First, look.Count), Of(look.Answer).Keys.Order());
                    Assert.All(Of(look.Answer), one => Assert.Equal(WordOf(one.Key.Value), one.Value.Words()));
                });

                // Who asks anew has a call that left after the question, and a quarter of a second after it at most.
                Assert.All(looking.Where(look => look.IsAnew), look => Assert.All(
                    Ids(look.First, look.Count),
                    id => Assert.Contains(ethos.Calls, call => call.Ids.Contains(id.Value) && At(call) >= look.Came && At(call) <= look.Came + StandingBatches.LongestWait + (2 * _step))));
                Assert.All(ethos.Calls, call => Assert.InRange(call.Ids.Distinct().Count(), 1, 500));
                Assert.All(ethos.Calls, call => Assert.Equal(call.Ids.Count, call.Ids.Distinct().Count()));

                // Every call is full, or left because its time had come: of these there is one in a quarter of a second at most.
                var partial = ethos.Calls.Where(call => call.Ids.Count < 500).Select(At).ToList();
                Assert.All(partial.Zip(partial.Skip(1)), pair => Assert.True(pair.Second - pair.First >= StandingBatches.LongestWait, $"{pair}"));
            },
            iter: 60);
    }

    [Fact]
    public void Who_asks_first_waits_a_quarter_of_a_second_and_a_full_call_leaves_at_once()
    {
        using var ethos = Start(AnswerAsync);
        var looking = Ask(ethos, Ids(1, 450), _any);
        ethos.Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Empty(ethos.Calls);

        var others = Ask(ethos, Ids(1_001, 450), _any);

        Assert.Equal([.. Ids(1, 450), .. Ids(1_001, 50)], Assert.Single(ethos.Calls).Ids.Select(id => new MemberId(id)));
        ethos.Clock.Advance(TimeSpan.FromMilliseconds(240));
        Assert.Single(ethos.Calls);
        ethos.Clock.Advance(_step + _step);
        Assert.Equal([500, 400], ethos.Calls.Select(call => call.Ids.Count));
        Finish(ethos, [looking, others]);
    }

    [Fact]
    public void Somebody_who_is_asked_for_already_or_was_a_moment_ago_is_not_asked_for_again()
    {
        using var ethos = Start(AnswerAsync);
        var first = Ask(ethos, Ids(1, 3), _any);
        ethos.Clock.Advance(TimeSpan.FromMilliseconds(260));
        var second = Ask(ethos, Ids(1, 3), _any);
        Finish(ethos, [first, second]);
        var third = Ask(ethos, Ids(1, 3), _any);
        Finish(ethos, [third]);

        Assert.Single(ethos.Calls);
        Assert.All([second, third], look => Assert.Equal(Of(first), Of(look)));
        ethos.Clock.Advance(TimeSpan.FromSeconds(30));
        Finish(ethos, [Ask(ethos, Ids(1, 3), _any)]);
        Assert.Equal(2, ethos.Calls.Count);
    }

    [Fact]
    public void That_Ethos_knows_nobody_or_says_nothing_usable_is_told_to_nobody_else()
    {
        var isDown = false;
        using var ethos = Start((call, ct) => isDown ? Task.FromResult(EthosStub.Status(403)) : AnswerAsync(call, ct));
        var first = Ask(ethos, Ids(7, 1), _any);
        ethos.Clock.Advance(TimeSpan.FromMilliseconds(260));
        Assert.Single(ethos.Calls);
        var shared = Ask(ethos, Ids(7, 1), _any);
        Finish(ethos, [first, shared]);

        Assert.Equal(["absent", "absent"], [.. Of(first).Values.Concat(Of(shared).Values).Select(one => one.Words())]);
        Assert.Equal(2, ethos.Calls.Count);
        isDown = true;
        Finish(ethos, [Ask(ethos, Ids(7, 2), _any)]);
        isDown = false;
        var again = Ask(ethos, Ids(7, 2), _any);
        Finish(ethos, [again]);
        Assert.Equal(4, ethos.Calls.Count);
        Assert.Equal(["absent", "1640"], Of(again).OrderBy(one => one.Key).Select(one => one.Value.Words()));
    }

    [Fact]
    public void A_second_look_asks_whatever_is_known_and_whatever_is_under_way()
    {
        using var ethos = Start(AnswerAsync);
        var first = Ask(ethos, Ids(1, 2), _any);
        ethos.Clock.Advance(TimeSpan.FromMilliseconds(260));
        var second = Ask(ethos, Ids(1, 2), _anew);
        Finish(ethos, [first, second]);
        Finish(ethos, [Ask(ethos, Ids(1, 2), _anew)]);

        Assert.Equal(3, ethos.Calls.Count);
    }

    [Fact]
    public async Task Who_gives_up_ends_no_call_that_others_wait_for_and_one_that_nobody_waits_for_is_not_sent()
    {
        using var ethos = Start(AnswerAsync);
        using var leaving = new CancellationTokenSource();
        var mine = ethos.Batches.LookUpAsync(Ids(1, 2), _any, leaving.Token);
        var others = Ask(ethos, Ids(2, 2), _any);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mine);
        Finish(ethos, [others]);
        Assert.Equal(2, Of(others).Count);
        Assert.Single(ethos.Calls);

        using var last = new CancellationTokenSource();
        var lonely = ethos.Batches.LookUpAsync(Ids(10, 2), _any, last.Token);
        await last.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lonely);
        ethos.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Single(ethos.Calls);
    }

    [Fact]
    public void An_outage_over_twenty_passes_is_told_once_when_it_begins_and_once_when_it_ends()
    {
        var isDown = true;
        using var ethos = Start((call, ct) => isDown ? Task.FromResult(EthosStub.Status(503)) : AnswerAsync(call, ct));
        for (var pass = 0; pass < 20; pass++)
        {
            var look = Ask(ethos, Ids(1, 1_400), _any);
            Finish(ethos, [look]);
            Assert.All(Of(look).Values, standing => Assert.IsType<Standing.Unknown>(standing));
            ethos.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        isDown = false;
        Finish(ethos, [Ask(ethos, Ids(1, 3), _any)]);
        var lines = ethos.Log.All.Where(line => line.Level > LogLevel.Debug).Select(line => line.Text).ToList();
        Assert.Collection(
            lines,
            line => Assert.StartsWith("Ethos gives no usable answer: Ethos answered 503.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Ethos answers again, after ", line, StringComparison.Ordinal));
    }

    private static EthosStub Start(Func<EthosStub.Call, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        EthosStub? ethos = null;
        ethos = new EthosStub(
            async (call, ct) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(120), ethos!.Clock, ct);
                return await answer(call, ct);
            },
            options => options.CallsPerMinute = 100_000);
        return ethos;
    }

    /// <summary>Every seventh is nobody at Ethos.</summary>
    private static Task<HttpResponseMessage> AnswerAsync(EthosStub.Call call, CancellationToken ct) =>
        Task.FromResult(EthosStub.Json(EthosUsers.List(call.Ids.Where(id => WordOf(id) != "absent").Select(id => EthosUsers.User(id)))));

    private static string WordOf(ulong id) => id % 7 == 0 ? "absent" : "1640";

    private static MemberId[] Ids(int first, int count) => [.. Enumerable.Range(first, count).Select(id => new MemberId((ulong)id))];

    private static Task<IReadOnlyDictionary<MemberId, Standing>> Ask(EthosStub ethos, MemberId[] members, LookUpTerms terms)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        return ethos.Batches.LookUpAsync(members, terms, CancellationToken.None);
    }

    /// <summary>Lets the clock run until all have their answer; what goes on in other threads is waited for by the look-ups themselves.</summary>
    private static void Finish(EthosStub ethos, IEnumerable<Task> looking)
    {
        var all = Task.WhenAll(looking);
        for (var steps = 0; !all.IsCompleted; steps++)
        {
            Assert.True(steps < 60_000, "The look-ups took longer than ten minutes.");
            ethos.Clock.Advance(_step);
            Thread.Yield();
        }

        all.GetAwaiter().GetResult();
    }

    /// <summary>The answer of a look-up that is over.</summary>
    private static IReadOnlyDictionary<MemberId, Standing> Of(Task<IReadOnlyDictionary<MemberId, Standing>> looked) => looked.GetAwaiter().GetResult();

    private static TimeSpan Now(EthosStub ethos) => ethos.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch;

    private static TimeSpan At(EthosStub.Call call) => call.At - DateTimeOffset.UnixEpoch;
}
