using System.Data.Common;

namespace RoleSync.Storage.Databases;

/// <summary>Finds the database's own complaint in whatever it was wrapped in by EF Core or the scheduler.</summary>
internal static class DatabaseFault
{
    /// <summary>The complaint; null where the fault is another one.</summary>
    public static DbException? Cause(Exception? fault) => fault switch
    {
        null => null,
        DbException own => own,
        AggregateException many => many.InnerExceptions.Select(Cause).FirstOrDefault(cause => cause is not null),
        _ => Cause(fault.InnerException),
    };
}
