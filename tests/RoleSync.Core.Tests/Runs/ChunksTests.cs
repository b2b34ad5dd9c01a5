using CsCheck;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Runs;

public sealed class ChunksTests
{
    [Fact]
    public void A_run_without_changes_is_passed_in_one_step() =>
        Assert.Equal((220, 11_000), Chunks.WithoutChanges(0, 11_000, 50, null));

    [Fact]
    public void The_last_chunk_may_be_short() =>
        Assert.Equal((3, 101), Chunks.WithoutChanges(0, 101, 50, null));

    [Fact]
    public void The_chunk_that_holds_a_change_is_not_passed() =>
        Assert.Equal((2, 107), Chunks.WithoutChanges(7, 1_000, 50, 140));

    [Fact]
    public void A_change_in_the_next_chunk_passes_none() =>
        Assert.Equal((0, 7), Chunks.WithoutChanges(7, 1_000, 50, 7));

    [Fact]
    public void No_change_is_ever_passed_and_whole_chunks_are() =>
        Gen.Select(Gen.Int[0, 5_000], Gen.Int[1, 5_000], Gen.Int[1, 300], Gen.Int[0, 5_000]).Sample((next, more, size, ahead) =>
        {
            var total = next + more;
            var pending = next + (ahead % more);
            var (count, end) = Chunks.WithoutChanges(next, total, size, pending);
            Assert.Equal(next + (count * size), end);
            Assert.InRange(pending, end, end + size - 1);
        });
}
