-- 5,000 books, 600 authors, 60 publishers, 40 tags, about 15,000 links and 20,000 reviews: the same ones each time, made of
-- word lists and remainders. Safe to run again. Here: `npm start`. Online: wrangler d1 execute library --remote --file examples/library/seed.sql

insert or ignore into publishers (id, name, city)
with recursive n(i) as (select 0 union all select i + 1 from n where i < 59)
select i + 1,
  (select value from json_each('["Harbour","Lantern","Granite","Meadow","Copper","Northlight","Saltmarsh","Tamarind","Quill","Ember"]') where key = i % 10)
    || ' ' || (select value from json_each('["Press","House","Books","& Daughters","Editions","Library"]') where key = i / 10),
  (select value from json_each('["Lisbon","Nairobi","Kyoto","Dublin","Montevideo","Ghent","Pune","Halifax","Tartu","Oaxaca","Perth","Dakar"]') where key = i % 12)
from n;

insert or ignore into authors (id, name, country, born)
with recursive n(i) as (select 0 union all select i + 1 from n where i < 599)
select i + 1,
  (select value from json_each('["Amina","Bruno","Chioma","Dmitri","Elif","Farah","Goran","Hana","Idris","Joana","Kamal","Leila","Mateo","Noor","Oona","Pavel","Quentin","Rosa","Sanjay","Thandi","Uma","Viktor","Wanjiru","Ximena","Yusuf"]') where key = i % 25)
    || ' ' || (select value from json_each('["Abara","Bergström","Castellanos","Dlamini","Eriksen","Faria","Grünwald","Hashimoto","Ivanova","Jansen","Kapoor","Lindqvist","Moreau","Nakamura","O''Connell","Petrov","Quispe","Rahman","Silva","Tanaka","Ueda","Vasquez","Wójcik","Zhang"]') where key = (i * 7) % 24),
  (select value from json_each('["Ghana","Sweden","Mexico","South Africa","Norway","Portugal","Austria","Japan","Bulgaria","Netherlands","India","France","Ireland","Peru","Bangladesh","Poland"]') where key = (i * 5) % 16),
  1900 + (i * 37) % 101
from n;

insert or ignore into tags (id, label)
select key + 1, value from json_each('["sea","mountains","cities","gardens","family","friendship","work","war","peace","travel","food","music","mathematics","birds","winter","summer","islands","rivers","letters","ghosts","detectives","robots","space","history","memory","childhood","old age","love","money","politics","faith","dreams","animals","maps","ships","trains","poems","essays","short stories","translated"]');

insert or ignore into books (id, title, year, pages, summary, cost_cents, author_id, publisher_id)
with recursive n(i) as (select 0 union all select i + 1 from n where i < 4999)
select i + 1,
  (select value from json_each('["The","A","Some","Every","No","Our","Her","His","Their","That"]') where key = (i / 3) % 10)
    || ' ' || (select value from json_each('["quiet","last","blue","hidden","long","borrowed","salt","paper","northern","hollow","bright","second","burning","patient","invisible","crooked","golden","forgotten","early","distant"]') where key = (i * 3 + i / 20) % 20)
    || ' ' || (select value from json_each('["harbour","garden","winter","cartographer","river","clock","orchard","letter","island","kitchen","lighthouse","machine","neighbour","season","bridge","sparrow","archive","tide","mirror","railway","harvest","window","comet","market","dormouse"]') where key = (i * 11 + i / 7) % 25)
    || case i % 4 when 0 then '' else ' of ' || (select value from json_each('["Ghent","the Azores","small hours","salt and iron","my mother","Kyoto","an honest thief","the ninth floor","glass","Nairobi","two rivers","the old quarter","numbers","distant cousins","the long field"]') where key = (i * 13 + i / 11) % 15) end,
  1950 + (i * 31) % 76,
  80 + (i * 53) % 640,
  'Chapter by chapter, ' || (select value from json_each('["a cartographer redraws a coast that will not hold still","two sisters keep a shop that sells only what was lost","a town votes on whether to remember its winter","a clockmaker answers letters addressed to the dead","an island learns that it has been moved"]') where key = i % 5)
    || '. Reviewers called it a book to be read slowly, at a window, with the rain on; others could not put it down. This edition has an afterword, a map, and a list of the birds that appear in it, in the order of their appearance.',
  150 + (i * 97) % 2400,
  1 + (i * 7 + i / 600) % 600,
  1 + (i * 3 + i / 60) % 60
from n;

insert or ignore into book_tags (book_id, tag_id)
select books.id, 1 + (books.id * step.value + books.id / 9) % 40 from books, json_each('[1,7,17]') as step;

insert or ignore into reviews (id, book_id, stars, reader, words, written_at)
select books.id * 10 + k.value, books.id, 1 + (books.id * 3 + k.value * 5 + books.id / 13) % 5,
  (select value from json_each('["Ines","Tomas","Beatrix","Oluwaseun","Mei","Rafael","Signe","Arjun"]') where key = (books.id + k.value) % 8),
  (select value from json_each('["Could not put it down.","Slow at first, then not.","The map alone is worth it.","I wanted more birds.","Gave it to my mother.","Better than the last one.","Not for me, but I see why.","Read it twice."]') where key = (books.id * 5 + k.value * 3) % 8),
  1700000000 + (books.id * 86413 + k.value * 7207) % 90000000
from books, json_each('[0,1,2,3,4,5,6,7]') as k where (books.id + k.value * 3) % 9 < 4 ;

-- Nobody was looking: what the triggers have logged of all this is of no use, except where the log stands.
delete from _dormouse_log where seq < (select max(seq) from _dormouse_log);

analyze;
