using Microsoft.Extensions.DependencyInjection.Extensions;
using RoleSync;
using RoleSync.Api;

// Started by the build, never by a person: Microsoft.Extensions.ApiDescription.Server runs this until the host has started, with a
// server that listens nowhere, and writes down the document that it finds in it.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "rolesync" });
builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
{
    // What a service cannot be configured without. None of it shows in the document.
    ["DISCORD_TOKEN"] = "none",
    ["DISCORD_GUILD_ID"] = "1000000000000000001",
    ["ETHOS_VERIFIED_ROLE_ID"] = "2000000000000000001",
});
builder.Services.AddRoutingCore();

// The registrations tell which parameters of a route are services.
builder.Services.AddRoleSync(builder.Configuration);
builder.Services.AddRouteDescription();

// Nothing of the service runs here: it would want its database, Discord and Ethos.
builder.Services.RemoveAll<IHostedService>();
var app = builder.Build();
app.MapRoleSync();
app.Run();
