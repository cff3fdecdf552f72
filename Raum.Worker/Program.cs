using Raum.ServiceDefaults;
using Raum.Worker;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRaumWorker();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
