using System.Buffers;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Network;

/// <summary>The body of an answer while it is on its way: whole at once, in pieces, or broken off.</summary>
internal sealed class PipedBody
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private TaskCompletionSource? _more;
    private bool _isOver;
    private bool _isCut;

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public bool IsWhole => _isOver && !_isCut;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        Wake();
    }

    public void Complete(bool isCut)
    {
        if (!_isOver)
        {
            (_isOver, _isCut) = (true, isCut);
            Wake();
        }
    }

    public Stream ReadBy(Process process) => new Reading(this, process);

    private void Wake()
    {
        var more = _more;
        _more = null;
        more?.TrySetResult();
    }

    private sealed class Reading(PipedBody body, Process process) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var left = body.Written[_at..];
                if (left.Length > 0)
                {
                    var count = Math.Min(left.Length, buffer.Length);
                    left.Span[..count].CopyTo(buffer.Span);
                    _at += count;
                    return count;
                }

                if (body._isOver)
                {
                    return body._isCut ? throw new HttpIOException(HttpRequestError.ResponseEnded, "The answer broke off.") : 0;
                }

                await MoreAsync(cancellationToken);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A thread would wait here.");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private async Task MoreAsync(CancellationToken ct)
        {
            var arrived = new TaskCompletionSource();
            body._more ??= new TaskCompletionSource();
            _ = body._more.Task.ContinueWith(
                _ => process.Enter(() => arrived.TrySetResult()), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await using var givenUp = ct.UnsafeRegister(_ => arrived.TrySetCanceled(ct), null);
            await arrived.Task;
        }
    }
}
