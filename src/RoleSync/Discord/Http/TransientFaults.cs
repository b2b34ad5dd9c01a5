using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace RoleSync.Discord.Http;

/// <summary>What goes wrong once and may go right the next time: the network, a time-out, a 5xx, a body that cannot be read.</summary>
internal static partial class TransientFaults
{
    private const int Retry = 5;

    public static bool Is(Exception? fault) =>
        fault is HttpRequestException or IOException or TimeoutException or JsonException or InvalidDataException;

    /// <summary>Five retries, each after about twice the wait of the one before. Every call of this product may be sent twice.</summary>
    public static ResiliencePipeline Retries(TimeSpan delay, TimeProvider time, ILogger logger) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Retry,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = delay,
                ShouldHandle = static args => ValueTask.FromResult(Is(args.Outcome.Exception)),
                OnRetry = args =>
                {
                    Log.Retry(logger, args.AttemptNumber + 1, Retry, args.RetryDelay, args.Outcome.Exception!.Message);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Discord gave no usable answer: {Fault}. Retry {Attempt} of {Attempts} in {Delay}.")]
        public static partial void Retry(ILogger logger, int attempt, int attempts, TimeSpan delay, string fault);
    }
}
