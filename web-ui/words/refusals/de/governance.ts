// What is refused, and why, in German: deciding. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const governance: Sentences = {
  'Wait for the missing records, or ask for them.': 'Warten Sie auf die fehlenden Einträge, oder bitten Sie um sie.',
  'This matter is decided by the members of an earlier page, each on the first device.':
    'Dieses Anliegen entscheiden die Mitglieder einer früheren Seite, jedes auf seinem ersten Gerät.',
  'You can speak on it; you decide on the next matters.':
    'Sie können dazu sprechen; bei den nächsten Anliegen entscheiden Sie mit.',
  'This matter is decided.': 'Dieses Anliegen ist entschieden.',
  'A new proposal can take it up again.': 'Ein neuer Vorschlag kann es wieder aufnehmen.',
  'You have bound already, and a bind stays for ever.':
    'Sie haben sich schon gebunden, und eine Bindung bleibt für immer.',
  'Nothing can be done about it.': 'Daran lässt sich nichts mehr ändern.',
  'You have changed your ballot too often.': 'Sie haben Ihre Stimme zu oft geändert.',
  'Your last ballot stays.': 'Ihre letzte Stimme bleibt gültig.',
  'Standing aside belongs to consent.': 'Beiseite stehen kann man nur beim Konsent.',
  'Say nothing, or give it up.': 'Sagen Sie nichts, oder wählen Sie „Lassen“.',
  '"{@1}" has no such ballot.': '„{@1}“ kennt keine solche Stimme.',
  consent: 'Konsent',
  majority: 'Mehrheit',
  approval: 'Zustimmungswahl',
  ranked: 'Rangfolge',
  'Only consent knows blocks.': 'Einsprüche gibt es nur beim Konsent.',
  'Speak for another option, or raise a concern.':
    'Sprechen Sie für eine andere Möglichkeit, oder äußern Sie Bedenken.',
  'A block stands only with its reason.': 'Ein Einspruch gilt nur mit seinem Grund.',
  'Say what would be lost.': 'Sagen Sie, was verloren ginge.',
  'The reason is too long for one packet.': 'Der Grund ist zu lang für ein Paket.',
  'Shorten it; further words fit a concern.': 'Kürzen Sie ihn; was sonst zu sagen ist, passt in ein Bedenken.',
  'The text is too long for one packet.': 'Der Text ist zu lang für ein Paket.',
  'There is no such option.': 'Diese Möglichkeit gibt es nicht.',
  'Choose one of those on the screen.': 'Wählen Sie eine von denen auf dem Bildschirm.',
  'Members visit other members whom the matter asks, up to 20 in one note.':
    'Mitglieder besuchen andere Mitglieder, die das Anliegen fragt, höchstens 20 in einem Vermerk.',
  'Change the list.': 'Ändern Sie die Liste.',
  'Only the author goes on with the text.': 'Nur wer es vorgeschlagen hat, schreibt den Text weiter.',
  'Suggest another wording instead.': 'Schlagen Sie stattdessen einen anderen Wortlaut vor.',
  'Somebody has bound, so the text stays as it is.':
    'Jemand hat sich schon gebunden, deshalb bleibt der Text, wie er ist.',
  'Propose the change as a matter of its own.': 'Schlagen Sie die Änderung als eigenes Anliegen vor.',
  'A part has 1 to 150 bytes.': 'Ein Teil hat 1 bis 150 Bytes.',
  'Split it.': 'Teilen Sie den Text.',
  'The text has 255 parts already.': 'Der Text hat schon 255 Teile.',
  'Wait; you can cast ballots, chat and call for help meanwhile.':
    'Warten Sie; abstimmen, schreiben und um Hilfe rufen können Sie inzwischen.',
  'This matter is decided by the members of an earlier page, and you are not among them.':
    'Dieses Anliegen entscheiden die Mitglieder einer früheren Seite, und Sie sind nicht darunter.',
  'Only your first device speaks for you in decisions.': 'Bei Beschlüssen spricht nur Ihr erstes Gerät für Sie.',
  'Use the device you joined with.': 'Nehmen Sie das Gerät, mit dem Sie beigetreten sind.',
  'Who proposed this was not a member any more: it stands after the last record that the removal accepts.':
    'Wer das vorgeschlagen hat, war nicht mehr Mitglied: Es steht hinter dem letzten Eintrag, den der Ausschluss noch gelten lässt.',
  'A member can propose the same.': 'Ein Mitglied kann dasselbe vorschlagen.',
  'The key that proposed this was said to be in other hands, and nobody has bound yet.':
    'Es heißt, der Schlüssel, der das vorgeschlagen hat, sei in fremden Händen, und noch hat sich niemand gebunden.',
  'The author can propose it again with a new key, or another member can.':
    'Die Person kann es mit einem neuen Schlüssel noch einmal vorschlagen, oder ein anderes Mitglied tut es.',
  'The period for thinking it over is not over on this device: {#1} h are left.':
    'Die Bedenkzeit ist auf diesem Gerät noch nicht um: noch {#1} h.',
  'Wait; your ballot can still be changed.': 'Warten Sie; Ihre Stimme können Sie noch ändern.',
  'A block stands, with a reason.': 'Ein Einspruch mit Grund steht dagegen.',
  '{#1} blocks stand, with a reason.': '{#1} Einsprüche mit Grund stehen dagegen.',
  'Read the reason and talk; whoever blocks can withdraw it, or propose something better.':
    'Lesen Sie den Grund und reden Sie miteinander; wer Einspruch erhebt, kann ihn zurücknehmen oder etwas Besseres vorschlagen.',
  '{#1} stand aside and {#2} consent: more than one in {#3} stand aside.':
    '{#1} {1:steht|stehen} beiseite, {#2} {2:stimmt|stimmen} zu: Mehr als eine von {#3} Personen steht beiseite.',
  'Change the proposal so that more people can carry it.':
    'Ändern Sie den Vorschlag so, dass mehr Menschen ihn mittragen.',
  '{#1} ballots for this are held here, and {#2} are needed.':
    'Dafür {1:ist|sind} hier {#1} {1:Stimme|Stimmen} bekannt, und {#2} sind nötig.',
  'More members must say the same, or their ballots must still arrive.':
    'Mehr Mitglieder müssen dasselbe sagen, oder ihre Stimmen müssen noch ankommen.',
  '{#1} ballots name this, but not all of them alone and at one time.':
    '{#1} {1:Stimme nennt|Stimmen nennen} das, aber nicht alle nur das und zur selben Zeit.',
  'Wait: their devices say it again by themselves, for what is in the lead alone.':
    'Warten Sie: Die Geräte sagen es von selbst noch einmal, nur für das, was vorne liegt.',
  'Your own last ballot says something else.': 'Ihre eigene letzte Stimme sagt etwas anderes.',
  'Change your ballot first; when enough of the others repeat theirs, you can bind.':
    'Ändern Sie zuerst Ihre Stimme; wenn genug andere ihre wiederholen, können Sie sich binden.',
  '{#1} of {#2} are known to have had it in good time; {#3} are needed.':
    'Rechtzeitig davon gewusst {1:hat|haben}, soweit bekannt, {#1} von {#2}; nötig sind {#3}.',
  'Carry it to those who have not heard; a visit by two members of different households counts.':
    'Bringen Sie es denen, die noch nicht davon gehört haben; ein Besuch von zwei Mitgliedern verschiedener Haushalte zählt.',
  'Of {#1} it is known that they have said what they had to say; {#2} are needed.':
    'Von {#1} weiß man, dass sie gesagt haben, was sie zu sagen hatten; {#2} sind nötig.',
  'This cannot be undone, so it waits; a visit by two members of different households counts.':
    'Das lässt sich nicht rückgängig machen, deshalb wartet es; ein Besuch von zwei Mitgliedern verschiedener Haushalte zählt.',
  'Wait for their devices, or {#1} h of grace; a visit by two members counts, too.':
    'Warten Sie auf die Geräte der anderen oder noch {#1} h Nachfrist; auch ein Besuch von zwei Mitgliedern zählt.',
  'You have confirmed a newer page that does not carry this matter on.':
    'Sie haben eine neuere Seite bestätigt, die dieses Anliegen nicht weiterführt.',
  'Propose it again over the newer page.': 'Schlagen Sie es auf der neueren Seite noch einmal vor.',
  'Pages up to this one carry {#1} open matter that have not arrived here; one may be on "{2}".':
    'Die Seiten bis zu dieser führen {#1} offenes Anliegen weiter, das hier noch nicht angekommen ist; es könnte um „{2}“ gehen.',
  'Pages up to this one carry {#1} open matters that have not arrived here; one may be on "{2}".':
    'Die Seiten bis zu dieser führen {#1} offene Anliegen weiter, die hier noch nicht angekommen sind; eines könnte um „{2}“ gehen.',
  'Wait until they have arrived, or ask for them.': 'Warten Sie, bis sie angekommen sind, oder bitten Sie darum.',
  'Round {#1} of "{2}" opens with the proof that round {#3} is rejected, and nothing of that round is held here.':
    'Runde {#1} zu „{2}“ beginnt mit dem Beweis, dass Runde {#3} abgelehnt ist, und von jener Runde ist hier nichts vorhanden.',
  'Wait for the earlier matter, or propose it in the first round.':
    'Warten Sie auf das frühere Anliegen, oder schlagen Sie es in der ersten Runde vor.',
  'Another matter on "{1}" has passed or still can.':
    'Ein anderes Anliegen zu „{1}“ ist beschlossen oder kann es noch werden.',
  'It must be rejected for good before the next round can be bound.':
    'Es muss endgültig abgelehnt sein, bevor man sich in der nächsten Runde binden kann.',
  'The charter has no key "{1}".': 'Die Satzung kennt keinen Punkt „{1}“.',
  'Look at the list of keys.': 'Sehen Sie in der Liste der Punkte nach.',
  'This person is not a member.': 'Diese Person ist kein Mitglied.',
  'Whoever is not a member decides nothing anyway.': 'Wer nicht Mitglied ist, entscheidet ohnehin nichts.',
  'You can leave by yourself.': 'Sie können selbst gehen.',
  'Use "Leave the community".': 'Nehmen Sie „Die Gemeinschaft verlassen“.',
  'In a community of up to three all must agree on every page, so nobody can be put out.':
    'In einer Gemeinschaft von bis zu drei müssen alle jeder Seite zustimmen, deshalb kann niemand ausgeschlossen werden.',
  'Found a new community with those who want to go on together.':
    'Gründen Sie eine neue Gemeinschaft mit denen, die zusammen weitermachen wollen.',
  'The record you named is not one of this person.': 'Der genannte Eintrag ist nicht von dieser Person.',
  'Name a record that they wrote.': 'Nennen Sie einen Eintrag, den sie geschrieben hat.',
  'This record is not held here.': 'Dieser Eintrag ist hier nicht vorhanden.',
  'Wait until it has arrived.': 'Warten Sie, bis er angekommen ist.',
  'Only members draft this.': 'Das entwerfen nur Mitglieder.',
  'Ask a member.': 'Bitten Sie ein Mitglied.',
  'An id has 64 letters, 0 to 9 and a to f.': 'Eine Kennung hat 64 Zeichen, 0 bis 9 und a bis f.',
  'Copy the ids again.': 'Kopieren Sie die Kennungen noch einmal.',
  'What has an effect is one thing to say yes or no to.':
    'Was eine Wirkung hat, ist eine einzige Sache, zu der man ja oder nein sagt.',
  'The charter has no key {#1} in this version.': 'Die Satzung kennt in dieser Version keinen Punkt {#1}.',
  '"{@1}" may be {#2} to {#3} percent of the roster.': '„{@1}“ darf {#2} bis {#3} Prozent der Mitgliederliste sein.',
  '"{@1}" may be {#2} to {#3} hours.': '„{@1}“ darf {#2} bis {#3} Stunden sein.',
  '"{@1}" may be {#2} to {#3} of those who consent or stand aside.':
    '„{@1}“ darf von {#2} bis {#3} gehen: eine Person von so vielen, die zustimmen oder beiseite stehen.',
  '"{@1}" may be {#2} to {#3} members.': '„{@1}“ darf {#2} bis {#3} Mitglieder sein.',
  '"{@1}" may be {#2} to {#3} households.': '„{@1}“ darf {#2} bis {#3} Haushalte sein.',
  '"{@1}" may be {#2} to {#3} newcomers.': '„{@1}“ darf {#2} bis {#3} Neue sein.',
  '"{@1}" may be {#2} to {#3} pages.': '„{@1}“ darf {#2} bis {#3} Seiten sein.',
  '"{@1}" may be {#2} to {#3} hundredths of a credit.': '„{@1}“ darf {#2} bis {#3} Hundertstel eines Guthabens sein.',
  '"{@1}" may be {#2} to {#3} percent of the limit.': '„{@1}“ darf {#2} bis {#3} Prozent der Grenze sein.',
  '"{@1}" may be {#2} to {#3} hundredths of an hour.': '„{@1}“ darf {#2} bis {#3} Hundertstel einer Stunde sein.',
  '"{@1}" may be {#2} to {#3} thousandths of the balance.':
    '„{@1}“ darf {#2} bis {#3} Tausendstel des Kontostands sein.',
  '"{@1}" is decided on the slot "charter/{#2}".': '„{@1}“ wird auf dem Platz „charter/{#2}“ entschieden.',
  'This is decided as "{@1}", and not as "{@2}".': 'Das wird als „{@1}“ entschieden und nicht als „{@2}“.',
  ordinary: 'Gewöhnlich',
  serious: 'Ernst',
  irreversible: 'Unumkehrbar',
  charter: 'Satzung',
  'The proposal has not arrived here yet.': 'Der Vorschlag ist hier noch nicht angekommen.',
  'The page whose members decide has not arrived here yet.':
    'Die Seite, deren Mitglieder entscheiden, ist hier noch nicht angekommen.',
  'The author is not among the members that the proposal asks.':
    'Wer das vorgeschlagen hat, gehört nicht zu den Mitgliedern, die der Vorschlag fragt.',
  '"{@1}" takes {#2} to {#3} options, not {#4}.': '„{@1}“ braucht {#2} bis {#3} Möglichkeiten, nicht {#4}.',
  'Whom it would put out is not among the members of that page.':
    'Wen es ausschließen würde, gehört nicht zu den Mitgliedern jener Seite.',
  'nobody blocks, few stand aside, a quorum consents':
    'niemand erhebt Einspruch, wenige stehen beiseite, genug stimmen zu',
  'each picks one option; one that a quorum picks is decided':
    'alle wählen eine Möglichkeit; beschlossen ist, was genug wählen',
  'each names every option that is good enough; the one most named leads':
    'alle nennen jede Möglichkeit, die gut genug ist; die am häufigsten genannte liegt vorn',
  'each ranks up to three options; the weakest goes out until one leads':
    'alle reihen bis zu drei Möglichkeiten; die schwächste fällt weg, bis eine vorn liegt',
  'Only members propose.': 'Nur Mitglieder schlagen vor.',
  'Ask a member to propose it for you.': 'Bitten Sie ein Mitglied, es für Sie vorzuschlagen.',
  '"{@1}" takes {#2} to {#3} options.': '„{@1}“ braucht {#2} bis {#3} Möglichkeiten.',
  'Change the options.': 'Ändern Sie die Möglichkeiten.',
  'The title and each option are one line each, and not empty.':
    'Der Titel und jede Möglichkeit sind je eine Zeile und nicht leer.',
  'Shorten them to one line.': 'Kürzen Sie sie auf eine Zeile.',
  'A period has 1 to {#1} hours.': 'Eine Bedenkzeit hat 1 bis {#1} Stunden.',
  'Choose another period.': 'Wählen Sie eine andere Bedenkzeit.',
  'The charter gives people at least {#1} hours.': 'Die Satzung gibt den Leuten mindestens {#1} Stunden.',
  'Choose a longer period, or propose another number for "decide.period-least".':
    'Wählen Sie eine längere Bedenkzeit, oder schlagen Sie für „decide.period-least“ eine andere Zahl vor.',
  'The text is {#1} bytes too long for one packet.': 'Der Text ist um {#1} Bytes zu lang für ein Paket.',
  'Put the rest into further parts.': 'Setzen Sie den Rest in weitere Teile.',
  'Change the proposal.': 'Ändern Sie den Vorschlag.',
  'It changes the rules, so it is brought before everybody twice; {#1} of {#2} are known to have had it the second time, and {#3} are needed.':
    'Es ändert die Regeln und wird deshalb allen zweimal vorgelegt; beim zweiten Mal {1:hat|haben} es, soweit bekannt, {#1} von {#2} gehabt, und {#3} sind nötig.',
  'Let devices exchange what they hold; a visit by two members of different households counts, too.':
    'Lassen Sie die Geräte austauschen, was sie haben; auch ein Besuch von zwei Mitgliedern verschiedener Haushalte zählt.',
};
