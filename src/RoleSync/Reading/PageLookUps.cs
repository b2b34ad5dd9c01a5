using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;

namespace RoleSync.Reading;

/// <summary>
/// Packs the look-ups of consecutive pages into full calls: what a page leaves over waits for the page after it, which is being listed meanwhile. No page waits for
/// more than two others, so that few are in memory even where hardly anybody is in scope. For one caller at a time.
/// </summary>
/// <param name="ask">Asks for up to 500 members.</param>
internal sealed class PageLookUps(Func<IReadOnlyCollection<MemberId>, Task<IReadOnlyDictionary<MemberId, Standing>>> ask)
{
    /// <summary>Pages that may wait to be asked for; one more than the reader of the pages leaves unread, or both would wait for each other.</summary>
    private const int HeldPages = 3;

    private readonly List<MemberId> _rest = [];
    private readonly Queue<Page> _held = new();

    /// <summary>Adds the members of the next page.</summary>
    /// <returns>The standing of each of them, and perhaps of others.</returns>
    public Task<IReadOnlyDictionary<MemberId, Standing>> Add(IReadOnlyCollection<MemberId> members)
    {
        var page = new Page(members.Count);
        _held.Enqueue(page);
        _rest.AddRange(members);
        while (_rest.Count >= StandingSource.MaximumBatch)
        {
            Ask(StandingSource.MaximumBatch);
        }

        if (_rest.Count == 0 || _held.Count >= HeldPages)
        {
            Send();
        }

        return page.Standings;
    }

    /// <summary>Asks for all who wait: no page follows, or not soon.</summary>
    public void Send() => Ask(_rest.Count);

    private void Ask(int count)
    {
        var answer = count > 0 ? ask(_rest.GetRange(0, count)) : null;
        _rest.RemoveRange(0, count);
        while (_held.TryPeek(out var page) && (count > 0 || page.Unasked == 0))
        {
            var taken = Math.Min(count, page.Unasked);
            count -= taken;
            if (page.Take(taken, answer))
            {
                _held.Dequeue();
            }
        }
    }

    /// <summary>A page whose members were asked for, or not all of them yet.</summary>
    private sealed class Page(int unasked)
    {
        private readonly TaskCompletionSource _allAsked = new();
        private readonly List<Task<IReadOnlyDictionary<MemberId, Standing>>> _answers = [];
        private Task<IReadOnlyDictionary<MemberId, Standing>>? _standings;

        public int Unasked { get; private set; } = unasked;

        public Task<IReadOnlyDictionary<MemberId, Standing>> Standings => _standings ??= AllAsync();

        /// <summary>So many more of the members were asked for.</summary>
        /// <returns>Whether all were now.</returns>
        public bool Take(int members, Task<IReadOnlyDictionary<MemberId, Standing>>? answer)
        {
            Unasked -= members;
            if (members > 0)
            {
                _answers.Add(answer!);
            }

            if (Unasked > 0)
            {
                return false;
            }

            _allAsked.SetResult();
            return true;
        }

        private async Task<IReadOnlyDictionary<MemberId, Standing>> AllAsync()
        {
            await _allAsked.Task;
            var answers = await Task.WhenAll(_answers);
            if (answers is [var one])
            {
                return one;
            }

            var all = new Dictionary<MemberId, Standing>();
            foreach (var (member, standing) in answers.SelectMany(answer => answer))
            {
                all[member] = standing;
            }

            return all;
        }
    }
}
