using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace RoleSync.Simulation.Planting;

/// <summary>Whether somebody has asked for a stop a moment ago.</summary>
internal sealed class RecentStop
{
    /// <summary>Writes that are cut still.</summary>
    public int Left { get; set; }

    public Task Heard(HttpContext http)
    {
        Left = http.Request.Path.StartsWithSegments("/stop-sync", StringComparison.Ordinal) ? 3 : Left;
        return Task.CompletedTask;
    }
}

/// <summary>Changes requests to the API before the routes see them.</summary>
internal sealed class ChangedRequests(Func<HttpContext, Task> change) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, then) =>
        {
            await change(http);
            await then(http);
        });
        next(app);
    };

    public static Task StopsAll(HttpContext http) => http.Request.Path == "/stop-sync" ? Say(http, """{"all":true}""") : Task.CompletedTask;

    public static async Task FromStart(HttpContext http)
    {
        if (http.Request.Path != "/trigger-sync")
        {
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        await Say(http, (await reader.ReadToEndAsync(http.RequestAborted)).Replace("\"startIndex\":null", "\"startIndex\":0", StringComparison.Ordinal));
    }

    private static Task Say(HttpContext http, string json)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        (http.Request.Body, http.Request.ContentLength) = (new MemoryStream(bytes), bytes.Length);
        return Task.CompletedTask;
    }
}
