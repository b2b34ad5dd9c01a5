using System.Data.Common;
using System.Net.Sockets;

namespace RoleSync.Scheduling;

/// <summary>Tells, by their types, faults that pass by themselves from those that a program makes: the database, a file, the network.</summary>
internal static class PassingFault
{
    private const int LongestMessage = 300;

    /// <summary>What passes, in a sentence.</summary>
    /// <returns>Null when the fault is of another kind.</returns>
    public static string? SentenceOf(Exception fault) => Causes(fault).Select(Sentence).FirstOrDefault(sentence => sentence is not null);

    /// <summary>A fault's own words on one line, and not too many.</summary>
    public static string Words(Exception fault)
    {
        var line = string.Join(' ', fault.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestMessage ? line.TrimEnd('.') : $"{line[..LongestMessage]}…";
    }

    private static string? Sentence(Exception fault) => fault switch
    {
        DbException => $"The database does not take what is to be stored ({Words(fault)}). Nothing is written to Discord until it does.",
        IOException or UnauthorizedAccessException when Network(fault) is null => $"A file could not be read or written ({Words(fault)}).",
        HttpRequestException or SocketException or TimeoutException or OperationCanceledException or IOException =>
            $"A connection failed or took too long ({Words(Network(fault) ?? fault)}).",
        _ => null,
    };

    private static SocketException? Network(Exception? fault) => fault switch
    {
        null => null,
        SocketException socket => socket,
        _ => Network(fault.InnerException),
    };

    /// <summary>The fault and what it wraps, a complaint of the database first: EF Core and the scheduler wrap it in types of their own.</summary>
    private static IEnumerable<Exception> Causes(Exception fault)
    {
        var all = new List<Exception>();
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            all.AddRange(cause is AggregateException many ? many.InnerExceptions : [cause]);
        }

        return all.OrderBy(cause => cause is DbException ? 0 : 1);
    }
}
